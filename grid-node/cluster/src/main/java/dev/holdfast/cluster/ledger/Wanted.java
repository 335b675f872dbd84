package dev.holdfast.cluster.ledger;

import java.util.Set;

/**
 * Which effects to show.
 *
 * @param most so many, the latest
 * @param before only those below this sequence
 * @param locations only those at these, or all if it is empty
 */
record Wanted(int most, long before, Set<Integer> locations) {

  boolean has(long sequence, int location) {
    return sequence < before && (locations.isEmpty() || locations.contains(location));
  }
}
