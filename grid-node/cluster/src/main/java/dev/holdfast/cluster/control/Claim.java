package dev.holdfast.cluster.control;

import java.util.UUID;

/**
 * A compare-and-set on a shard's configuration.
 *
 * @param expectedEpoch the epoch that must still be the ratified one; 0 if there is none yet
 * @param claimant the member that asks
 * @param next what to ratify; its epoch is {@code expectedEpoch} + 1
 */
public record Claim(long expectedEpoch, UUID claimant, ShardConfiguration next) {

  /** A claim of the member that is to own the shard. */
  public static Claim byOwner(long expectedEpoch, ShardConfiguration next) {
    return new Claim(expectedEpoch, next.owner(), next);
  }
}
