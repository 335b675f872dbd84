/**
 * What one shard decides on one core: a stream of commands that goes round for ever at a steady
 * number of live holds, and the JMH benchmark over it.
 */
@org.jspecify.annotations.NullMarked
package dev.holdfast.jmh.engine;
