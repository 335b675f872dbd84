package dev.holdfast.ops.demo;

import dev.holdfast.client.Holdfast;
import dev.holdfast.client.Location;
import dev.holdfast.client.Location.Kind;
import dev.holdfast.client.Pool;
import dev.holdfast.client.Quota;
import dev.holdfast.client.Reason;
import dev.holdfast.client.RefusedException;
import dev.holdfast.client.RegionRank;
import dev.holdfast.client.StockCount;
import dev.holdfast.client.StockOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An invented shop: six locations, three pools, some two thousand SKUs. SKUs carry the run's suffix
 * where a data directory is used again, so that the books of a run begin with empty shelves.
 *
 * @param skus what the traffic buys
 * @param flashSku what everybody wants at once
 */
record Catalogue(List<String> skus, String flashSku) {

  static final String WEB = "web";
  static final String APP = "app";
  static final String MARKETPLACE = "marketplace";
  static final List<String> POOLS = List.of(WEB, APP, MARKETPLACE);
  static final List<String> REGIONS = List.of("north", "south", "elsewhere");

  /** Stock for visitors, which the books leave alone. */
  static final String VISITORS_SKU = "SKU-0001";

  /** Where the flash sale's units are, a location of every pool. */
  static final String FLASH_LOCATION = "warehouse-north";

  private static final long FLASH_QUOTA = 400;
  private static final long VISITORS_UNITS = 1_000_000;
  private static final int VARIANTS = 50;
  private static final List<String> THINGS =
      List.of(
          "lamp", "mug", "bell", "throw", "jug", "mat", "tray", "vase", "clock", "stool", "basket",
          "candle", "frame", "bowl", "plate", "spoon", "kettle", "apron", "cushion", "rug", "hook",
          "shelf", "mirror", "towel", "soap", "brush", "pot", "pan", "knife", "board", "jar", "tin",
          "box", "bag", "pen", "card", "ribbon", "star", "bird", "boat");

  private static final List<Location> LOCATIONS =
      List.of(
          Location.of(FLASH_LOCATION, Kind.WAREHOUSE).named("Warehouse North"),
          Location.of("warehouse-south", Kind.WAREHOUSE).named("Warehouse South"),
          Location.of("front-city", Kind.FRONT_WAREHOUSE).named("City hub"),
          Location.of("store-high-street", Kind.STORE).named("High Street"),
          Location.of("partner-craft", Kind.PARTNER).named("Craft partner"),
          Location.of("inbound-harbour", Kind.INBOUND).named("Harbour, on its way"));

  private static final List<String> IDS = LOCATIONS.stream().map(Location::id).toList();

  static Catalogue named(String suffix) {
    List<String> skus = new ArrayList<>();
    for (String thing : THINGS) {
      for (int variant = 1; variant <= VARIANTS; variant++) {
        skus.add("%s-%02d%s".formatted(thing, variant, suffix));
      }
    }
    return new Catalogue(List.copyOf(skus), "golden-lamp" + suffix);
  }

  /** Creates locations and pools, or brings those of an earlier run up to date. */
  void open(Holdfast holdfast) {
    LOCATIONS.forEach(holdfast.locations()::create);
    for (Pool pool : pools()) {
      try {
        holdfast.pools().create(pool);
      } catch (RefusedException e) {
        if (e.reason() != Reason.POOL_ID_REUSED) {
          throw e;
        }
        holdfast.pools().update(pool);
      }
    }
  }

  private List<Pool> pools() {
    return List.of(
        Pool.of(WEB, IDS.get(0), IDS.get(1), IDS.get(2), IDS.get(5)).withRegionRanks(regions()),
        Pool.of(APP, IDS.get(2), IDS.get(3), IDS.get(1), IDS.get(0))
            .withRegionRanks(regions())
            .withHoldLife(Duration.ofMinutes(5), Duration.ofHours(1)),
        Pool.of(MARKETPLACE, IDS.get(4), IDS.get(0), IDS.get(1))
            .withQuotas(List.of(new Quota(flashSku, FLASH_QUOTA))));
  }

  private static List<RegionRank> regions() {
    return List.of(
        new RegionRank("north", List.of(IDS.get(0), IDS.get(1))),
        new RegionRank("south", List.of(IDS.get(1), IDS.get(0))));
  }

  /**
   * First counts: each SKU at two or three locations, one SKU in eight nearly sold out. Returns
   * what was counted of the traffic's SKUs.
   */
  List<StockCount> stock(Holdfast holdfast, SplittableRandom random) {
    List<StockCount> counts = new ArrayList<>();
    for (String sku : skus) {
      boolean rare = random.nextInt(8) == 0;
      int first = random.nextInt(2);
      counts.add(count(sku, IDS.get(first), rare, random));
      counts.add(count(sku, IDS.get(2 + random.nextInt(2)), rare, random));
      if (random.nextBoolean()) {
        counts.add(count(sku, IDS.get(4 + random.nextInt(2)), rare, random));
      }
    }
    counts.add(StockCount.of(flashSku, FLASH_LOCATION, 0, 1));
    holdfast.stock().set(counts).forEach(StockOutcome::orThrow);
    visitors(holdfast);
    return counts;
  }

  private static StockCount count(
      String sku, String location, boolean rare, SplittableRandom random) {
    return StockCount.of(sku, location, rare ? random.nextLong(8) : random.nextLong(40, 400), 1);
  }

  private static void visitors(Holdfast holdfast) {
    holdfast
        .stock()
        .set(List.of(StockCount.of(VISITORS_SKU, FLASH_LOCATION, VISITORS_UNITS, 1)))
        .forEach(StockOutcome::orThrow);
  }
}
