package dev.holdfast.engine.catalogue;

import dev.holdfast.engine.AckLevel;
import java.util.List;

/**
 * A named, ranked set of locations that a channel sells from.
 *
 * @param number its number in the grid, from 0, never used again
 * @param locations location ids in rank order, each once
 * @param changed the catalogue version of its latest change: its etag
 */
public record Pool(
    int number,
    String id,
    List<String> locations,
    List<Quota> quotas,
    List<RegionRank> regionRanks,
    long defaultLifeMillis,
    long longestLifeMillis,
    AckLevel defaultAck,
    long changed) {

  /** 15 minutes. */
  public static final long DEFAULT_LIFE_MILLIS = 15 * 60 * 1000L;

  /** 7 days. */
  public static final long LONGEST_LIFE_MILLIS = 7 * 24 * 60 * 60 * 1000L;

  /**
   * A cap on held + committed + shipped through the pool.
   *
   * @param quantity 0 to 1,000,000,000
   * @param since the catalogue version in which this SKU's quota was first set; it starts the count
   *     and stays when only the quantity changes
   */
  public record Quota(String sku, long quantity, long since) {}

  /** Another order for a destination region; locations not named follow in the pool's own order. */
  public record RegionRank(String region, List<String> locations) {}
}
