/** Benchmarks and the side-by-side load tool. */
@NullMarked
package dev.holdfast.jmh;

import org.jspecify.annotations.NullMarked;
