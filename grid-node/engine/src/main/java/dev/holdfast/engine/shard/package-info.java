/** The stock shard: one writer, no threads, no clocks; it decides and its effects are the log. */
@org.jspecify.annotations.NullMarked
package dev.holdfast.engine.shard;
