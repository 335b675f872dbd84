package dev.holdfast.ops.check;

import dev.holdfast.client.HoldRequest;
import dev.holdfast.client.Holdfast;
import dev.holdfast.client.Location;
import dev.holdfast.client.Pool;
import dev.holdfast.client.StockCount;
import dev.holdfast.client.StockOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * SKUs with exactly one unit for each hold, so that availability counts the holds that have ended.
 *
 * @param run the identity of the run, short
 */
record ExpiryShop(Holdfast holdfast, String run, List<String> skus, String busySku) {

  private static final long BUSY_UNITS = 1_000_000_000;

  static ExpiryShop open(Holdfast holdfast, String run, int skuCount, long holdsOfEach) {
    holdfast.locations().create(Location.of(run, Location.Kind.WAREHOUSE));
    holdfast.pools().create(Pool.of(run, run));
    List<String> skus = new ArrayList<>();
    List<StockCount> counts = new ArrayList<>();
    for (int i = 0; i < skuCount; i++) {
      skus.add(run + "-" + i);
      counts.add(StockCount.of(skus.get(i), run, holdsOfEach, 1));
    }
    String busy = run + "-busy";
    counts.add(StockCount.of(busy, run, BUSY_UNITS, 1));
    holdfast.stock().set(counts).forEach(StockOutcome::orThrow);
    return new ExpiryShop(holdfast, run, List.copyOf(skus), busy);
  }

  HoldRequest one(int sku) {
    return HoldRequest.in(run).line(skus.get(sku), 1);
  }

  HoldRequest busy() {
    return HoldRequest.in(run).line(busySku, 1).ttl(Duration.ofMinutes(5));
  }
}
