package dev.holdfast.jmh.quick;

import dev.holdfast.client.Holdfast;
import dev.holdfast.client.Location;
import dev.holdfast.client.Pool;
import dev.holdfast.client.StockCount;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What the node under test sells: more than the run can hold. */
final class Shop {
  static final String POOL = "web";
  static final int SKUS = 1_000;
  private static final String LOCATION = "dc";
  private static final long PLENTY = 1_000_000_000;

  /** Made once: formatting a name would cost as much as reading it does at the other end. */
  private static final List<String> NAMES =
      IntStream.range(0, SKUS).mapToObj(i -> String.format(Locale.ROOT, "SKU-%06d", i)).toList();

  private Shop() {}

  static String sku(int number) {
    return NAMES.get(number);
  }

  static void open(Holdfast holdfast) {
    holdfast.locations().create(Location.of(LOCATION, Location.Kind.WAREHOUSE));
    holdfast.pools().create(Pool.of(POOL, LOCATION));
    List<StockCount> counts =
        IntStream.range(0, SKUS).mapToObj(i -> StockCount.of(sku(i), LOCATION, PLENTY, 1)).toList();
    holdfast.stock().set(counts);
  }
}
