package dev.holdfast.engine.shard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds up holds and intents and compares the sums with what the positions and quotas say. */
public final class ShardAudit {
  private static final int LISTED_DIFFERENCES = 20;

  private final Tables t;
  private final Map<Integer, long[]> sums = new HashMap<>();
  private final Map<Long, Long> quotaSums = new HashMap<>();
  private final List<String> differences = new ArrayList<>();

  ShardAudit(Tables tables) {
    t = tables;
  }

  /**
   * What came out.
   *
   * @param differences at most 20, in plain words
   * @param oversold grants that took more than was on hand when they were decided
   */
  public record Result(long positions, long holds, long oversold, List<String> differences) {}

  Result run() {
    t.holds.forEach(this::check);
    for (int position = 1; position < t.positions.end(); position++) {
      compare(position);
    }
    for (int row = 1; row < t.quotas.end(); row++) {
      long sum = quotaSums.getOrDefault(key(t.quotas.pool(row), t.quotas.sku(row)), 0L);
      if (sum > t.quotas.used(row)) {
        differ(
            "quota of " + t.names.get(t.quotas.sku(row)) + " (at least)", t.quotas.used(row), sum);
      }
    }
    return new Result(t.positions.count(), t.holds.count(), t.oversold, differences);
  }

  private static long key(int pool, int sku) {
    return Slab.pair(pool, sku);
  }

  private void check(int hold) {
    int state = t.holds.state(hold);
    boolean timed = !t.holds.isIntent(hold) && state == Holds.HELD;
    if (timed && t.holds.expireMillis(hold) <= t.time) {
      differences.add("a hold outlived its time");
    }
    if (timed != t.holds.has(hold, Holds.TIMED)) {
      differences.add("a hold and the timer disagree");
    }
    boolean counted = state == Holds.HELD || state == Holds.CONFIRMED || t.holds.isIntent(hold);
    if (!counted || !t.owns(hold)) {
      return;
    }
    for (int line = t.holds.line(hold); line != 0; line = t.lines.next(line)) {
      long left = 0;
      for (int b = t.lines.backing(line); b != 0; b = t.backings.next(b)) {
        int units = t.backings.left(b);
        left += units + t.backings.shipped(b);
        long[] sum = sums.computeIfAbsent(t.position(line, b), row -> new long[3]);
        sum[state == Holds.CONFIRMED ? 1 : 0] += units;
        sum[2] += state == Holds.OPENING ? units : 0;
      }
      count(t.holds.pool(hold), line, left);
    }
  }

  private void count(int pool, int line, long units) {
    int sku = t.lines.sku(line);
    int quota = t.quotas.find(pool, sku);
    if (quota != 0
        && t.lines.quotaSince(line) != 0
        && t.lines.quotaSince(line) == t.quotas.since(quota)) {
      quotaSums.merge(key(pool, sku), units, Long::sum);
    }
  }

  private void compare(int position) {
    long[] sum = sums.getOrDefault(position, new long[3]);
    String name =
        t.names.get(t.positions.sku(position)) + " at location " + t.positions.location(position);
    differ(name + ": held", t.positions.held(position), sum[0]);
    differ(name + ": committed", t.positions.committed(position), sum[1]);
    differ(name + ": undecided", t.positions.undecided(position), sum[2]);
    if (t.positions.onHand(position) < 0) {
      differences.add(name + ": on hand is below 0");
    }
    if (t.positions.planned(position) != 0) {
      differences.add(name + ": scratch was left behind");
    }
  }

  private void differ(String what, long counted, long summed) {
    if (counted != summed && differences.size() < LISTED_DIFFERENCES) {
      differences.add(what + " is " + counted + ", the holds add up to " + summed);
    }
  }
}
