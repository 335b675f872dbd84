/** Checks of one promise each, made from outside on real processes. */
@NullMarked
package dev.holdfast.ops.check;

import org.jspecify.annotations.NullMarked;
