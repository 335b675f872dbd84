/** Configuration, wiring and the main class of a grid node. */
@NullMarked
package dev.holdfast.server;

import org.jspecify.annotations.NullMarked;
