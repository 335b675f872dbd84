package dev.holdfast.ops.check;

import dev.holdfast.client.Availability;
import dev.holdfast.client.HoldLine;
import dev.holdfast.client.HoldRequest;
import dev.holdfast.client.HoldState;
import dev.holdfast.client.Holdfast;
import dev.holdfast.client.Location;
import dev.holdfast.client.Pool;
import dev.holdfast.client.Position;
import dev.holdfast.client.StockCount;
import dev.holdfast.client.StockOutcome;
import dev.holdfast.ops.command.Findings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Plenty of stock, partly at a location that runs out, so that lines have several backings. */
final class CheckShop {

  private static final String POOL = "check";
  private static final List<String> LOCATIONS = List.of("check-small", "check-large");
  static final int SKUS = 400;
  private static final long SMALL = 1_000;
  private static final long LARGE = 100_000_000;
  private static final int MOST_LINES = 3;
  private static final int MOST_UNITS = 3;

  private int requests;
  private final RandomGenerator random = new SplittableRandom(20_101_201);

  static void open(Holdfast holdfast) {
    LOCATIONS.forEach(id -> holdfast.locations().create(Location.of(id, Location.Kind.WAREHOUSE)));
    holdfast.pools().create(Pool.of(POOL, LOCATIONS.toArray(String[]::new)));
    List<StockCount> counts = new ArrayList<>();
    for (String sku : skus()) {
      counts.add(StockCount.of(sku, LOCATIONS.get(0), SMALL, 1));
      counts.add(StockCount.of(sku, LOCATIONS.get(1), LARGE, 1));
    }
    holdfast.stock().set(counts).forEach(StockOutcome::orThrow);
  }

  private static List<String> skus() {
    List<String> skus = new ArrayList<>();
    for (int i = 0; i < SKUS; i++) {
      skus.add("check-" + i);
    }
    return skus;
  }

  /** A basket of one to three SKUs that outlives the check. Not thread-safe. */
  HoldRequest request() {
    HoldRequest request = HoldRequest.in(POOL).ttl(Duration.ofDays(7));
    int lines = 1 + requests++ % MOST_LINES;
    int first = random.nextInt(SKUS);
    for (int line = 0; line < lines; line++) {
      request.line("check-" + (first + line) % SKUS, 1 + random.nextInt(MOST_UNITS));
    }
    return request;
  }

  /** One unit of always the same SKU. For any thread. */
  static HoldRequest one() {
    return one(0);
  }

  /** One unit of the SKU of that number, 0 to 399. For any thread. */
  static HoldRequest one(int number) {
    return HoldRequest.in(POOL).line("check-" + number, 1).ttl(Duration.ofDays(7));
  }

  static String order(Claim claim) {
    return "order-" + claim.request().id();
  }

  /** Every unit that the positions show as taken must stand behind a claim, and the other way. */
  static void compareUnits(Holdfast holdfast, Collection<Claim> claims, Findings findings) {
    Map<String, Long> held = new HashMap<>();
    Map<String, Long> committed = new HashMap<>();
    for (Claim claim : claims) {
      HoldState state = claim.latest().state();
      for (HoldLine line : claim.grant().lines()) {
        if (state == HoldState.HELD) {
          held.merge(line.sku(), line.quantity(), Long::sum);
        } else if (state == HoldState.CONFIRMED) {
          committed.merge(line.sku(), line.quantity(), Long::sum);
        }
      }
    }
    for (Availability sku : holdfast.stock().positions(POOL, skus())) {
      long isHeld = sku.positions().stream().mapToLong(Position::held).sum();
      long isCommitted = sku.positions().stream().mapToLong(Position::committed).sum();
      long beHeld = held.getOrDefault(sku.sku(), 0L);
      long beCommitted = committed.getOrDefault(sku.sku(), 0L);
      if (isHeld != beHeld || isCommitted != beCommitted) {
        findings.add(
            "%s: held %d, by the answers %d; committed %d, by the answers %d"
                .formatted(sku.sku(), isHeld, beHeld, isCommitted, beCommitted));
      }
    }
  }
}
