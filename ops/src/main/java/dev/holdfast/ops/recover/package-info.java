/** A grid that comes back from PostgreSQL alone. */
@NullMarked
package dev.holdfast.ops.recover;

import org.jspecify.annotations.NullMarked;
