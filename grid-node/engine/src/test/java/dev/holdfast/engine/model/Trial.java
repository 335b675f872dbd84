package dev.holdfast.engine.model;

import dev.holdfast.engine.Backing;
import dev.holdfast.engine.HoldCommand.Line;
import dev.holdfast.engine.Shortage;
import dev.holdfast.engine.catalogue.Pool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Tries the lines of one request: pinned lines first, then the others, each in request order, each
 * taking what the ones before it left.
 */
final class Trial {

  private final Stock stock;
  private final Pool pool;
  private final List<String> rank;
  private final boolean minded;
  private final List<Line> lines;
  private final List<List<Backing>> got = new ArrayList<>();
  private final Map<PositionKey, Long> takenAt = new HashMap<>();
  private final Map<String, Long> takenOf = new HashMap<>();

  /**
   * @param minded whether the pool's quotas are minded
   */
  Trial(Stock stock, Pool pool, String region, List<Line> lines, boolean minded) {
    this.stock = stock;
    this.pool = pool;
    this.rank = rank(pool, region);
    this.minded = minded;
    this.lines = lines;
    lines.forEach(line -> got.add(List.of()));
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).location().isEmpty()) {
        got.set(i, take(lines.get(i), List.of(lines.get(i).location())));
      }
    }
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).location().isEmpty()) {
        got.set(i, take(lines.get(i), rank));
      }
    }
  }

  private static List<String> rank(Pool pool, String region) {
    LinkedHashSet<String> order = new LinkedHashSet<>();
    pool.regionRanks().stream()
        .filter(rank -> rank.region().equals(region))
        .forEach(rank -> order.addAll(rank.locations()));
    order.addAll(pool.locations());
    return List.copyOf(order);
  }

  private List<Backing> take(Line line, List<String> places) {
    String sku = line.sku();
    long wanted = line.quantity();
    if (minded) {
      wanted = Math.min(wanted, stock.quotaLeft(pool, sku) - takenOf.getOrDefault(sku, 0L));
    }
    List<Backing> backings = new ArrayList<>();
    for (String place : places) {
      PositionKey key = new PositionKey(sku, place);
      long there =
          pool.locations().contains(place)
              ? stock.grantable(key) - takenAt.getOrDefault(key, 0L)
              : 0;
      long taken = Math.min(wanted, there);
      if (taken > 0) {
        backings.add(new Backing(place, taken));
        takenAt.merge(key, taken, Long::sum);
        takenOf.merge(sku, taken, Long::sum);
        wanted -= taken;
      }
    }
    return backings;
  }

  List<Backing> backings(int line) {
    return got.get(line);
  }

  long granted(int line) {
    return got.get(line).stream().mapToLong(Backing::quantity).sum();
  }

  long granted() {
    return takenOf.values().stream().mapToLong(taken -> taken).sum();
  }

  boolean complete() {
    return shortages().isEmpty();
  }

  List<Shortage> shortages() {
    List<Shortage> shortages = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      if (granted(i) < line.quantity()) {
        shortages.add(new Shortage(line.sku(), line.location(), line.quantity(), granted(i)));
      }
    }
    return shortages;
  }
}
