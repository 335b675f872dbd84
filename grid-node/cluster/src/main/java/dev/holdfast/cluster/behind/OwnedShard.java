package dev.holdfast.cluster.behind;

import java.util.function.LongSupplier;

/**
 * A shard whose owner drains it.
 *
 * @param epoch under which the control group says so
 * @param timeMillis shard time, now; any thread
 */
public record OwnedShard(int number, long epoch, LongSupplier timeMillis) {}
