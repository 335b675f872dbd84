package dev.holdfast.ops.replay;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps the order of the file where it matters: what enters a lane waits for all that entered it
 * before. What shares no lane runs at the same time. To be used by one thread.
 *
 * <p>Whoever enters in file order waits only for earlier ones, so nobody waits in a circle.
 */
final class Lanes {

  private final Map<Lane, CompletableFuture<?>> tails = new HashMap<>();

  /** The stock of a SKU (customer empty), or what a customer has of a SKU. */
  record Lane(String customer, String sku) {
    static Lane stock(String sku) {
      return new Lane("", sku);
    }
  }

  /**
   * Enters these lanes.
   *
   * @param left completes when the lanes may go on
   * @return completes when all that entered before have left
   */
  CompletableFuture<?> enter(Collection<Lane> lanes, CompletableFuture<?> left) {
    CompletableFuture<?>[] before =
        lanes.stream()
            .distinct()
            .map(lane -> tails.put(lane, left))
            .filter(tail -> tail != null)
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(before);
  }
}
