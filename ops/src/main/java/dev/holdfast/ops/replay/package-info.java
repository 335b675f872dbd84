/** Recorded orders, played against a grid as baskets and accounted for row by row. */
@NullMarked
package dev.holdfast.ops.replay;

import org.jspecify.annotations.NullMarked;
