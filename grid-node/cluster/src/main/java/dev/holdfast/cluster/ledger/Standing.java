package dev.holdfast.cluster.ledger;

import dev.holdfast.engine.Explanation.Level;
import java.util.List;
import java.util.Map;

/**
 * How a SKU stood after one effect of its shard.
 *
 * @param mark the effect
 * @param places by location number
 * @param quotas by pool number
 */
record Standing(Mark mark, List<Place> places, Map<Integer, Quota> quotas) {

  /**
   * An effect that ends a batch.
   *
   * @param timeMillis shard time, UTC epoch milliseconds
   * @param catalogueVersion of pools and locations as it was decided
   */
  record Mark(long epoch, long sequence, long timeMillis, long catalogueVersion) {
    /** Before the first effect. */
    static final Mark NONE = new Mark(0, 0, 0, 0);
  }

  /**
   * One position.
   *
   * @param safety the position's own safety stock, or -1: the location's
   */
  record Place(int location, Level level, long safety) {}

  /**
   * What a pool has used.
   *
   * @param since the catalogue version since which it counts
   */
  record Quota(long since, long used) {}
}
