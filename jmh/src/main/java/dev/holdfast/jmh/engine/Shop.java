package dev.holdfast.jmh.engine;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.StockCommand;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.CatalogueChange;
import dev.holdfast.engine.catalogue.CatalogueCommand;
import dev.holdfast.engine.catalogue.Location;
import dev.holdfast.engine.catalogue.Pool;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the benchmark sells: {@value #SKUS} SKUs at four locations of one pool. Every fourth SKU has
 * nothing at the first location, so that its holds are taken from the second; the last {@value
 * #SOLD_OUT} have nothing anywhere.
 */
final class Shop {
  static final int SKUS = 20_000;
  static final int SOLD_OUT = 64;
  static final String POOL = "web";

  /** Where the pool looks in another order. */
  static final String REGION = "north";

  /** Never runs out while the benchmark lasts. */
  static final long PLENTY = 1_000_000_000;

  private static final List<String> LOCATIONS = List.of("hub-1", "hub-2", "store-1", "store-2");

  private Shop() {}

  static Catalogue catalogue() {
    Catalogue catalogue = Catalogue.empty();
    for (String id : LOCATIONS) {
      var spec = new CatalogueCommand.LocationSpec(Location.Kind.WAREHOUSE, true, id, 0);
      catalogue = changed(catalogue, new CatalogueCommand.CreateLocation(id, spec));
    }
    var ranks = List.of(new Pool.RegionRank(REGION, LOCATIONS.reversed()));
    var pool = new CatalogueCommand.PoolSpec(LOCATIONS, Map.of(), ranks, 0, 0, AckLevel.REPLICATED);
    return changed(catalogue, new CatalogueCommand.CreatePool(POOL, pool));
  }

  private static Catalogue changed(Catalogue from, CatalogueCommand command) {
    return switch (CatalogueChange.apply(from, command)) {
      case Answer.Done<Catalogue>(Catalogue changed) -> changed;
      case Answer.Refused<Catalogue> refused -> throw new IllegalStateException(refused.message());
    };
  }

  static int locations() {
    return LOCATIONS.size();
  }

  static String sku(int number) {
    return String.format(Locale.ROOT, "SKU-%06d", number);
  }

  /** The count of one position at the stock's system. */
  static StockCommand.Count count(int sku, int location, long version) {
    boolean stocked = sku < SKUS - SOLD_OUT && (location != 0 || sku % 4 != 0);
    long units = stocked ? PLENTY : 0;
    return new StockCommand.Count(
        sku(sku), LOCATIONS.get(location), units, "default", version, false, -1);
  }
}
