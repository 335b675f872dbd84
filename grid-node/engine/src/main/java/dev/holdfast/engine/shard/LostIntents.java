package dev.holdfast.engine.shard;

import dev.holdfast.engine.Reason;
import dev.holdfast.engine.catalogue.PoolPlan;

/**
 * What a line shard that has lost effects needs to stand as its homes do: which baskets stand on
 * it, their units taken again, and a mark at the home where these are sold. Single writer.
 */
final class LostIntents {
  /** Rows that one page looks through, and the bytes at which it ends. */
  private static final int ROWS = 4_096;

  private static final int BYTES = 1 << 16;

  private final Desk d;
  private final Tables t;
  private final GrantDecider grants;
  private final Frame name = new Frame(256);

  LostIntents(Desk desk, GrantDecider grants) {
    d = desk;
    t = desk.t;
    this.grants = grants;
  }

  /** A page goes through rows in their order: what is granted meanwhile is lost nowhere. */
  void basketsAt(Frame in) {
    int lineShard = in.getInt();
    ShardMap shards = new ShardMap(in.getInt());
    long from = in.getLong();
    int row = (int) (from >>> 32) == (int) t.epoch ? (int) from : 1;
    Frame out = d.outcomes.open(OutcomeType.BASKETS, false);
    int nextAt = out.claim(8);
    int countAt = out.claim(4);
    int count = 0;
    int end = Math.min(t.holds.end(), row + ROWS);
    for (; row < end && out.limit() - nextAt < BYTES; row++) {
      if (t.holds.isLive(row) && stands(row, lineShard, shards)) {
        basket(row, lineShard, shards, out);
        count++;
      }
    }
    boolean more = row < t.holds.end();
    out.setLong(nextAt, more ? Slab.pair((int) t.epoch, row) : BasketPage.END);
    out.setInt(countAt, count);
    d.outcomes.close();
  }

  /** Whether a row is a basket that lives and has units left at a shard. */
  private boolean stands(int row, int lineShard, ShardMap shards) {
    boolean alive = t.holds.state(row) == Holds.HELD || t.holds.state(row) == Holds.CONFIRMED;
    if (!alive || t.holds.isIntent(row) || t.owns(row)) {
      return false;
    }
    long left = 0;
    for (int line = t.holds.line(row); line != 0; line = t.lines.next(line)) {
      if (isAt(line, lineShard, shards)) {
        for (int b = t.lines.backing(line); b != 0; b = t.backings.next(b)) {
          left += t.backings.left(b);
        }
      }
    }
    return left > 0;
  }

  private boolean isAt(int line, int lineShard, ShardMap shards) {
    name.clear();
    t.names.write(t.lines.sku(line), name);
    return shards.shardOf(ShardMap.hash(name.array(), 1, name.limit() - 1)) == lineShard;
  }

  private void basket(int row, int lineShard, ShardMap shards, Frame out) {
    out.putLong(t.holds.high(row));
    out.putLong(t.holds.low(row));
    t.texts.write(t.holds.text(row), out);
    out.putLong(t.holds.attempt(row));
    out.putInt(t.holds.pool(row));
    int countAt = out.claim(4);
    int count = 0;
    for (int line = t.holds.line(row); line != 0; line = t.lines.next(line)) {
      if (t.lines.backing(line) != 0 && isAt(line, lineShard, shards)) {
        line(line, out);
        count++;
      }
    }
    out.setInt(countAt, count);
  }

  private void line(int line, Frame out) {
    out.putInt(t.lines.number(line));
    t.names.write(t.lines.sku(line), out);
    out.putInt(t.lines.pin(line));
    out.putInt(t.lines.requested(line));
    out.putInt(t.lines.quantity(line));
    int countAt = out.claim(4);
    int count = 0;
    for (int b = t.lines.backing(line); b != 0; b = t.backings.next(b)) {
      out.putInt(t.backings.location(b));
      out.putInt(t.backings.quantity(b));
      count++;
    }
    out.setInt(countAt, count);
  }

  /** A basket whose units are sold lives on: it can still be released, or expire. */
  void becomeShort(Frame in) {
    d.row.key(in);
    long attempt = in.getLong();
    int hold = d.findHold();
    if (hold != 0
        && t.holds.attempt(hold) == attempt
        && (t.holds.state(hold) == Holds.HELD || t.holds.state(hold) == Holds.CONFIRMED)
        && !t.holds.has(hold, Holds.SHORT)) {
      d.effects.becomeShort(hold);
    }
    d.outcomes.plain(OutcomeType.DONE, true);
  }

  /** Takes what a basket was granted from the very places, or nothing. */
  void takeAgain(Frame in, int ack) {
    boolean synced = ack == Commands.ACK_SYNCED;
    int home = in.getInt();
    d.row.key(in);
    d.row.attempt = in.getLong();
    int pool = in.getInt();
    int known = t.holds.findIntent(d.row.high, d.row.low, home);
    if (known != 0 && t.holds.attempt(known) >= d.row.attempt) {
      grants.taken(known, t.holds.attempt(known) == d.row.attempt, synced);
      return;
    }
    if (known != 0) {
      d.effects.beginSettle(known, 0, 0, Settlement.VOID).putInt(0);
      d.effects.endSettle();
    }
    int lines = in.cursor();
    if (!isFree(in, lines, false)) {
      if (t.undecidedIntents > 0 && isFree(in, lines, true)) {
        d.outcomes.plain(OutcomeType.BLOCKED, synced);
      } else {
        d.outcomes.refused(Reason.INSUFFICIENT_STOCK, -1, synced);
      }
      return;
    }
    in.seek(lines);
    d.row.createMillis = t.time;
    Frame to = d.effects.beginPut(home + 1, Holds.OPENING, 0, pool, d.row);
    copyLines(in, pool, to);
    d.effects.endPut();
    grants.taken(t.holds.findIntent(d.row.high, d.row.low, home), true, synced);
  }

  private boolean isFree(Frame in, int lines, boolean withUndecided) {
    boolean[] free = {true};
    forEach(
        in,
        lines,
        (position, units) -> {
          free[0] &= position != 0 && units <= free(position, withUndecided);
          t.positions.addPlanned(position, units);
        });
    forEach(in, lines, (position, units) -> t.positions.clearPlanned(position));
    return free[0];
  }

  private long free(int position, boolean withUndecided) {
    long free = Allocation.free(t, d.catalogue, position) - t.positions.planned(position);
    return withUndecided ? free + t.positions.undecided(position) : free;
  }

  private interface EachBacking {
    void take(int position, int units);
  }

  /** Positions that were never counted here are 0, which nobody reads. */
  private void forEach(Frame in, int lines, EachBacking each) {
    in.seek(lines);
    for (int n = in.getInt(); n > 0; n--) {
      in.getInt();
      int sku = d.find(in);
      in.skip(12);
      for (int m = in.getInt(); m > 0; m--) {
        int location = in.getInt();
        each.take(sku < 0 ? 0 : t.positions.find(sku, location), in.getInt());
      }
    }
  }

  private void copyLines(Frame in, int pool, Frame to) {
    int count = in.getInt();
    to.putInt(count);
    for (int i = 0; i < count; i++) {
      int number = in.getInt();
      int sku = d.find(in);
      long what = Slab.pair(sku, in.getInt());
      long units = Slab.pair(in.getInt(), in.getInt());
      int backings = in.getInt();
      int at = HoldRecord.beginLine(to, number, what, units, quotaSince(pool, sku));
      for (int b = 0; b < backings; b++) {
        int location = in.getInt();
        HoldRecord.writeBacking(to, Slab.pair(in.getInt(), 0), Slab.pair(location, 0));
      }
      HoldRecord.endLine(to, at, backings);
    }
  }

  /** What was granted counts, however much of the quota is left. */
  private long quotaSince(int pool, int sku) {
    PoolPlan plan = d.plan(pool);
    if (plan == null || !plan.hasQuotas()) {
      return 0;
    }
    int row = t.quotas.findOrAdd(pool, sku);
    t.quotas.refresh(row, plan, t.names, d.catalogue);
    return t.quotas.capped(row) ? t.quotas.capSince(row) : 0;
  }
}
