package dev.holdfast.cluster.behind;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A shard as the drainer of a member sees it, which drains it while the member owns it. Safe for
 * any thread.
 *
 * @param now who owns it and how far it has come
 * @param timeMillis shard time, now
 */
public record OwnedShard(int number, Supplier<Owned> now, LongSupplier timeMillis) {

  /**
   * How a shard stands.
   *
   * @param epoch under which this member owns it, 0 if it does not
   * @param ratified the latest epoch that this member knows to be ratified
   * @param committed the latest effect that no change of owner can take away
   */
  public record Owned(long epoch, long ratified, long committed) {}
}
