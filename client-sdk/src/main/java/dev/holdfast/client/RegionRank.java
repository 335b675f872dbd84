package dev.holdfast.client;

import java.util.List;

/**
 * Another order of a pool's locations for a destination region.
 *
 * @param locations best first; those not named follow in the pool's own order
 */
public record RegionRank(String region, List<String> locations) {

  public RegionRank {
    locations = List.copyOf(locations);
  }
}
