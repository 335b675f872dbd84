package dev.holdfast.ops.demo;

import dev.holdfast.client.HoldLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Brings sold-out shelves back, once a second: most by adjustments, some by counts. Thread-safe.
 *
 * <p>A count says what is on the shelf, so its effect on the supply depends on what was shipped
 * before it; the books can follow only where nothing is shipped. SKUs that are counted are
 * therefore not shipped here, and others are not counted again.
 */
final class Restocker {

  private static final int MOST_A_ROUND = 40;

  private final Storefront shop;
  private final Map<String, List<Shelf>> shelves = new HashMap<>();
  private final Map<Shelf, Long> versions = new HashMap<>();
  private final SplittableRandom random;

  Restocker(Storefront shop, List<Shelf> all, SplittableRandom random) {
    this.shop = shop;
    this.random = random;
    all.forEach(s -> shelves.computeIfAbsent(s.sku(), sku -> new ArrayList<>()).add(s));
  }

  /** One SKU in ten is restocked by counts. */
  static boolean isCounted(HoldLine line) {
    return isCounted(line.sku());
  }

  private static boolean isCounted(String sku) {
    return Math.floorMod(sku.hashCode(), 10) == 0;
  }

  synchronized void round() {
    Set<String> wanted = new HashSet<>();
    String sku = shop.soldOut().poll();
    while (sku != null && wanted.size() < MOST_A_ROUND) {
      wanted.add(sku);
      sku = shop.soldOut().poll();
    }
    wanted.forEach(this::restock);
  }

  private void restock(String sku) {
    List<Shelf> places = shelves.get(sku);
    if (places == null) {
      return; // the flash sale's, which has its own supply
    }
    Shelf shelf = places.get(random.nextInt(places.size()));
    long units = random.nextLong(20, 100);
    if (isCounted(sku)) {
      shop.recount(shelf, units, versions.merge(shelf, 2L, (old, two) -> old + 1));
    } else {
      shop.deliver(shelf, units);
    }
  }
}
