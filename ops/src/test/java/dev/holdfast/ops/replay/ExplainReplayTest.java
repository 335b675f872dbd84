package dev.holdfast.ops.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.client.ExplainRequest;
import dev.holdfast.client.Explanation;
import dev.holdfast.client.Explanation.Kind;
import dev.holdfast.client.Holdfast;
import dev.holdfast.client.LineQuantity;
import dev.holdfast.client.Position;
import dev.holdfast.ops.command.GridAudit;
import dev.holdfast.ops.node.TargetGrid;
import dev.holdfast.ops.node.WorkFolder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the ledger says of the past is what the file of orders comes to. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ExplainReplayTest {
  private static final int POINTS = 3;

  /** Longer than clocks are read apart. */
  private static final long APART_MILLIS = 50;

  @BeforeAll
  static void findTheLauncher() {
    Path launcher = Path.of(System.getProperty("holdfast.root", ".."), "holdfast");
    System.setProperty("holdfast.launcher", launcher.toAbsolutePath().toString());
  }

  @Test
  void atThreePointsInTimeEverySkuIsExplained() throws InterruptedException {
    Orders orders = OrderFile.read(OrderFileTest.INVENTED);
    Supply supply = Supply.of(orders.demand(), 100);
    Map<Instant, Recomputed> points = new LinkedHashMap<>();
    try (WorkFolder folder = WorkFolder.at(null, "explain");
        TargetGrid grid = TargetGrid.of(null, folder);
        Holdfast holdfast = grid.connect()) {
      Shop shop = Shop.open(holdfast, "explained");
      shop.stock(supply);
      Books books = new Books(orders.skipped());
      Recomputed file = new Recomputed(supply);
      int size = orders.inOrder().size();
      for (int point = 0; point < POINTS; point++) {
        List<Order> part =
            orders.inOrder().subList(point * size / POINTS, (point + 1) * size / POINTS);
        Shop counter = new Shop(holdfast, shop.run() + "-" + point, shop.pool(), shop.locations());
        new Replay(counter, supply, books).play(part);
        part.forEach(file::play);
        Thread.sleep(APART_MILLIS);
        points.put(Instant.now(), file.copy());
        Thread.sleep(APART_MILLIS);
      }
      GridAudit audit = GridAudit.withStore(holdfast);
      assertThat(audit.passed()).as("%s", audit.findings()).isTrue();
      points.forEach(
          (time, expected) ->
              supply.units().keySet().forEach(sku -> assertExplained(shop, sku, time, expected)));
    }
  }

  private static void assertExplained(Shop shop, String sku, Instant time, Recomputed expected) {
    String what = sku + " at " + time;
    ExplainRequest request = ExplainRequest.of(sku).at(time).inPool(shop.pool()).most(1_000);
    Explanation why = shop.holdfast().stock().explain(request);
    assertThat(why.missing()).as(what).isEmpty();
    assertThat(why.nextPageToken()).as(what).isEmpty();
    assertThat(sum(why, Position::onHand)).as(what).isEqualTo(expected.supply(sku));
    assertThat(sum(why, Position::committed)).as(what).isEqualTo(expected.sold(sku));
    assertThat(sum(why, Position::held)).as(what).isZero();
    assertThat(why.pool().orElseThrow().available()).as(what).isEqualTo(expected.left(sku));
    // Baskets that were refused have no order: they took units only until their home refused them.
    assertThat(why.effects().stream().filter(ExplainReplayTest::sold))
        .as(what)
        .hasSize(expected.baskets(sku));
    assertThat(why.effects()).as(what).allMatch(effect -> !effect.time().isAfter(time));
  }

  private static boolean sold(Explanation.Effect effect) {
    return effect.kind() == Kind.HOLD && !effect.orderId().isEmpty();
  }

  private static long sum(Explanation why, ToLongFunction<Position> units) {
    return why.positions().stream().mapToLong(units).sum();
  }

  /** The file, played by hand: one order after the other. */
  private static final class Recomputed {
    private record Bought(String customer, String sku) {}

    private final Supply supply;
    private final Map<String, Long> sold = new HashMap<>();
    private final Map<String, Integer> baskets = new HashMap<>();
    private final Map<Bought, List<Long>> bought = new HashMap<>();

    Recomputed(Supply supply) {
      this.supply = supply;
    }

    Recomputed copy() {
      Recomputed copy = new Recomputed(supply);
      copy.sold.putAll(sold);
      copy.baskets.putAll(baskets);
      return copy;
    }

    long supply(String sku) {
      return supply.units().get(sku);
    }

    long sold(String sku) {
      return sold.getOrDefault(sku, 0L);
    }

    long left(String sku) {
      return supply(sku) - sold(sku);
    }

    int baskets(String sku) {
      return baskets.getOrDefault(sku, 0);
    }

    void play(Order order) {
      switch (order) {
        case Order.Basket basket -> buy(basket);
        case Order.Cancellation back -> giveBack(back);
      }
    }

    private void buy(Order.Basket basket) {
      Map<String, Long> wanted = new HashMap<>();
      for (LineQuantity line : basket.lines()) {
        wanted.merge(line.sku(), line.quantity(), Long::sum);
      }
      if (wanted.entrySet().stream().anyMatch(want -> want.getValue() > left(want.getKey()))) {
        return;
      }
      wanted.forEach(
          (sku, units) -> {
            sold.merge(sku, units, Long::sum);
            baskets.merge(sku, 1, Integer::sum);
            bought
                .computeIfAbsent(new Bought(basket.customer(), sku), any -> new ArrayList<>())
                .add(units);
          });
    }

    /** From the customer's latest basket that has so many left. */
    private void giveBack(Order.Cancellation back) {
      LineQuantity units = back.units();
      List<Long> baskets =
          back.customer().isEmpty()
              ? List.of()
              : bought.getOrDefault(new Bought(back.customer(), units.sku()), List.of());
      List<Integer> places = new ArrayList<>();
      for (int i = 0; i < baskets.size(); i++) {
        places.add(i);
      }
      Collections.reverse(places);
      for (int place : places) {
        if (baskets.get(place) >= units.quantity()) {
          baskets.set(place, baskets.get(place) - units.quantity());
          sold.merge(units.sku(), -units.quantity(), Long::sum);
          return;
        }
      }
    }
  }
}
