package dev.holdfast.engine.rows;

/**
 * An adjustment whose identity is known.
 *
 * @param high with {@code low}, the hash of position and adjustment_id
 * @param madeMillis shard time, UTC epoch milliseconds
 */
public record AdjustmentRow(long high, long low, long delta, long madeMillis) {}
