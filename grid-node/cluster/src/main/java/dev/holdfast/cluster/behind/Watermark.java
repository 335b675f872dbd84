package dev.holdfast.cluster.behind;

/**
 * How far a shard is drained.
 *
 * @param epoch of the owner that drains it
 * @param sequence the latest effect whose changes are in the ledger, 0 before the first
 */
public record Watermark(int shard, long epoch, long sequence) {}
