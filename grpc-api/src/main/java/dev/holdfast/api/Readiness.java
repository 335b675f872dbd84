package dev.holdfast.api;

import java.util.List;

/**
 * Whether the node may be sent traffic.
 *
 * @param ready joined, in quorum and every owned shard open
 * @param reasons what is missing, in plain words; empty when ready
 */
public record Readiness(boolean ready, List<String> reasons) {

  /** All is well. */
  public static final Readiness READY = new Readiness(true, List.of());

  public static Readiness notReady(String reason) {
    return new Readiness(false, List.of(reason));
  }
}
