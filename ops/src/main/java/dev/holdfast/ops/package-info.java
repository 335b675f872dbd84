/** The command line that uses a grid from outside: its entry. */
@NullMarked
package dev.holdfast.ops;

import org.jspecify.annotations.NullMarked;
