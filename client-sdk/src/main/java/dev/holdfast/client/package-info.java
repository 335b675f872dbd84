/** What other services embed to hold stock. */
@NullMarked
package dev.holdfast.client;

import org.jspecify.annotations.NullMarked;
