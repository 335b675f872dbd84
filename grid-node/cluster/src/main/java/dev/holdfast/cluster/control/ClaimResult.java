package dev.holdfast.cluster.control;

import org.jspecify.annotations.Nullable;

/** What a claim comes to. */
public sealed interface ClaimResult {

  /** It is ratified, now or by an earlier delivery of the same claim. */
  record Ratified(ShardConfiguration configuration) implements ClaimResult {}

  /**
   * Another epoch is the ratified one, or none.
   *
   * @param current null if none
   */
  record Stale(int shard, @Nullable ShardConfiguration current) implements ClaimResult {}

  /** It breaks a rule, whatever the epoch. */
  record Refused(int shard, String message) implements ClaimResult {}
}
