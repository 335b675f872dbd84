package dev.holdfast.ops.replay;

import dev.holdfast.client.StockCount;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much stock there is: a share of each SKU's demand, every third SKU in sorted order 60 % of
 * it, rounded to whole units. Immutable.
 *
 * @param units by SKU
 * @param scarce SKUs with less than their demand: only there can the order of baskets matter
 */
record Supply(SortedMap<String, Long> units, Set<String> scarce) {

  private static final int EVERY = 3;
  private static final long PERCENT_OF_EVERY_THIRD = 60;

  /** In percent: what stands at the first and second location; the third has the rest. */
  private static final long FIRST = 50;

  private static final long SECOND = 30;

  Supply {
    units = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(units));
    scarce = Set.copyOf(scarce);
  }

  static Supply of(SortedMap<String, Long> demand, long percent) {
    SortedMap<String, Long> units = new TreeMap<>();
    Set<String> scarce = new HashSet<>();
    int index = 0;
    for (Map.Entry<String, Long> wanted : demand.entrySet()) {
      index++;
      long share = index % EVERY == 0 ? PERCENT_OF_EVERY_THIRD : percent;
      long supplied = Math.round(wanted.getValue() * share / 100.0);
      units.put(wanted.getKey(), supplied);
      if (supplied < wanted.getValue()) {
        scarce.add(wanted.getKey());
      }
    }
    return new Supply(units, scarce);
  }

  long total() {
    return units.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The counts that put it into three locations; a SKU without units is counted as 0. */
  List<StockCount> counts(List<String> locations) {
    List<StockCount> counts = new ArrayList<>();
    units.forEach(
        (sku, all) -> {
          long first = Math.ceilDiv(all * FIRST, 100);
          long second = all * SECOND / 100;
          counts.add(StockCount.of(sku, locations.get(0), first, 1));
          add(counts, sku, locations.get(1), second);
          add(counts, sku, locations.get(2), all - first - second);
        });
    return counts;
  }

  private static void add(List<StockCount> counts, String sku, String location, long units) {
    if (units > 0) {
      counts.add(StockCount.of(sku, location, units, 1));
    }
  }
}
