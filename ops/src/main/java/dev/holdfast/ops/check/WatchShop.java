package dev.holdfast.ops.check;

import dev.holdfast.client.Availability;
import dev.holdfast.client.HoldRequest;
import dev.holdfast.client.Holdfast;
import dev.holdfast.client.Location;
import dev.holdfast.client.Pool;
import dev.holdfast.client.StockCount;
import dev.holdfast.client.StockOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * SKUs that are watched, and one beside them that is not.
 *
 * @param run the identity of the run, short
 * @param flooded shares a shard with watched SKUs
 */
record WatchShop(Holdfast holdfast, String run, List<String> skus, String flooded) {

  private static final long UNITS = 100_000_000;
  private static final int MOST_LINES = 3;

  /** As many as a call takes. */
  private static final int COUNTS = 10_000;

  static WatchShop open(Holdfast holdfast, String run, int skuCount) {
    holdfast.locations().create(Location.of(run, Location.Kind.WAREHOUSE));
    holdfast.pools().create(Pool.of(run, run));
    List<String> skus = new ArrayList<>();
    List<StockCount> counts = new ArrayList<>();
    for (int i = 0; i < skuCount; i++) {
      skus.add(run + "-" + i);
      counts.add(StockCount.of(skus.get(i), run, UNITS, 1));
    }
    holdfast.stock().set(counts).forEach(StockOutcome::orThrow);
    int shard = holdfast.stock().availability(run, skus).get(0).revision().shard();
    return new WatchShop(holdfast, run, List.copyOf(skus), beside(holdfast, run, shard));
  }

  private static String beside(Holdfast holdfast, String run, int shard) {
    for (int i = 0; true; i++) {
      String sku = run + "-flooded-" + i;
      Availability answer = holdfast.stock().availability(run, sku).get(0);
      if (answer.revision().shard() == shard) {
        return sku;
      }
    }
  }

  List<Availability> now() {
    return holdfast.stock().availability(run, skus);
  }

  /** Counts the SKU that nobody watches, again and again. */
  void flood(int changes) {
    for (int from = 0; from < changes; from += COUNTS) {
      List<StockCount> counts = new ArrayList<>();
      for (int i = from; i < from + COUNTS; i++) {
        counts.add(StockCount.of(flooded, run, 1_000_000 + i, i + 1));
      }
      holdfast.stock().set(counts).forEach(StockOutcome::orThrow);
    }
  }

  /** Baskets of one to three watched SKUs; for one thread. */
  BasketSource baskets() {
    return new BasketSource(this, new SplittableRandom(42));
  }

  /** Makes up baskets. */
  record BasketSource(WatchShop shop, SplittableRandom random) {
    HoldRequest next() {
      HoldRequest request = HoldRequest.in(shop.run);
      int first = random.nextInt(shop.skus.size());
      for (int line = 0; line <= random.nextInt(MOST_LINES); line++) {
        request.line(shop.skus.get((first + line) % shop.skus.size()), 1);
      }
      return request;
    }
  }
}
