package dev.holdfast.cluster.journal;

/**
 * What a snapshot holds.
 *
 * @param epoch the epoch it was taken in
 * @param sequence the last effect it holds
 * @param bytes the sum of its chunks
 */
public record SnapshotInfo(long epoch, long sequence, long bytes) {}
