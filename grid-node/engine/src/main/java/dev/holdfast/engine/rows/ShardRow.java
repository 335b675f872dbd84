package dev.holdfast.engine.rows;

/**
 * How far a shard's rows reach.
 *
 * @param epoch of the latest effect
 * @param sequence of the latest effect
 * @param timeMillis shard time, UTC epoch milliseconds
 * @param catalogueVersion of the latest effect
 * @param oversold grants that took more than was on hand; anything but 0 is a broken promise
 */
public record ShardRow(
    int shard, long epoch, long sequence, long timeMillis, long catalogueVersion, long oversold) {}
