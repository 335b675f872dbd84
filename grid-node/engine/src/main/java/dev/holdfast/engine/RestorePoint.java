package dev.holdfast.engine;

/**
 * How far a shard reached when it was restored from PostgreSQL.
 *
 * @param atMillis when it was restored, wall clock, UTC epoch milliseconds; creates issued before
 *     are refused
 * @param epoch of the owner that had written it behind last
 * @param sequence the latest effect that PostgreSQL had, 0 if it had none
 * @param timeMillis shard time of that effect, UTC epoch milliseconds; 0 if there was none
 * @param largestLagMillis the longest that an effect of it had ever waited to be written behind
 */
public record RestorePoint(
    long atMillis, int shard, long epoch, long sequence, long timeMillis, long largestLagMillis) {}
