/** The command line: demo, replay, audit and chaos over node processes and the SDK. */
@NullMarked
package dev.holdfast.ops;

import org.jspecify.annotations.NullMarked;
