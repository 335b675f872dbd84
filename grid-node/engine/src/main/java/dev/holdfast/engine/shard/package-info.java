/**
 * The stock shard: one single-writer state machine over primitive tables.
 *
 * <p>Commands come in as bytes, outcomes and effects go out as bytes. A decision reads the tables
 * and writes an effect; only {@link dev.holdfast.engine.shard.Fold} changes the tables, for the
 * owner and for a copy alike, so that memory is always the fold of the log.
 */
@org.jspecify.annotations.NullMarked
package dev.holdfast.engine.shard;
