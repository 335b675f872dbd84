package dev.holdfast.engine.shard;

import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.PoolPlan;
import java.util.Arrays;

/**
 * Finds units for the lines of one request: pinned lines first, then the others, each from the
 * pool's locations in rank order. Reads the tables; its scratch columns there are 0 again when it
 * answers. Single writer; reused, allocates nothing once it has grown.
 */
final class Allocation {
  /** What a request comes to. */
  enum Verdict {
    GRANTED,
    SKU_NOT_STOCKED,
    INSUFFICIENT_STOCK,
    QUOTA_EXCEEDED,
    /** Only undecided intents are in the way. */
    BLOCKED,
    /** The units stand at too many places for one hold. */
    SCATTERED
  }

  private final Tables t;
  private Catalogue catalogue = Catalogue.empty();
  private int[] order = {};
  private int pool;
  private boolean quotas;

  private int count;
  private int[] number = new int[8];
  private int[] sku = new int[8];
  private int[] pin = new int[8];
  private int[] requested = new int[8];
  private int[] wanted = new int[8];
  private int[] granted = new int[8];
  private int[] quota = new int[8];
  private int[] firstTake = new int[8];
  private int[] takeEnd = new int[8];

  private int takes;
  private int[] takePosition = new int[16];
  private int[] takeUnits = new int[16];

  Allocation(Tables tables) {
    this.t = tables;
  }

  void begin(Catalogue at, PoolPlan plan, long region) {
    catalogue = at;
    order = plan.order(region);
    pool = plan.pool().number();
    quotas = plan.hasQuotas();
    count = 0;
  }

  /**
   * Adds a line.
   *
   * @param skuNumber -1 if the shard has never seen the SKU
   * @param pinned a location number, or -1
   * @param asked units of the original request, which the line goes on to show
   * @param units wanted now
   */
  void line(int lineNumber, int skuNumber, int pinned, int asked, int units, PoolPlan plan) {
    if (count == number.length) {
      grow();
    }
    number[count] = lineNumber;
    sku[count] = skuNumber;
    pin[count] = pinned;
    requested[count] = asked;
    wanted[count] = units;
    quota[count] = 0;
    if (quotas && skuNumber >= 0) {
      int row = t.quotas.findOrAdd(pool, skuNumber);
      t.quotas.refresh(row, plan, t.names, catalogue);
      quota[count] = t.quotas.capped(row) ? row : 0;
    }
    count++;
  }

  private void grow() {
    int size = count * 2;
    number = Arrays.copyOf(number, size);
    sku = Arrays.copyOf(sku, size);
    pin = Arrays.copyOf(pin, size);
    requested = Arrays.copyOf(requested, size);
    wanted = Arrays.copyOf(wanted, size);
    granted = Arrays.copyOf(granted, size);
    quota = Arrays.copyOf(quota, size);
    firstTake = Arrays.copyOf(firstTake, size);
    takeEnd = Arrays.copyOf(takeEnd, size);
  }

  /** Decides; the results of a refusal say what each line could have got. */
  Verdict decide(boolean partial) {
    for (int i = 0; i < count; i++) {
      if (!stocked(i)) {
        return Verdict.SKU_NOT_STOCKED;
      }
    }
    return weigh(partial);
  }

  /** Decides on lines that were granted before: a SKU that has left the pool is out of stock. */
  Verdict again() {
    return weigh(false);
  }

  private Verdict weigh(boolean partial) {
    plan(true, false);
    if (enough(partial)) {
      return takes > ShardLimits.MOST_BACKINGS ? Verdict.SCATTERED : Verdict.GRANTED;
    }
    if (t.undecidedIntents > 0) {
      plan(true, true);
      if (enough(partial)) {
        return Verdict.BLOCKED;
      }
    }
    boolean quotaAlone = false;
    if (quotas) {
      plan(false, false);
      quotaAlone = enough(partial);
    }
    plan(true, false);
    return quotaAlone ? Verdict.QUOTA_EXCEEDED : Verdict.INSUFFICIENT_STOCK;
  }

  private boolean stocked(int i) {
    if (sku[i] < 0) {
      return false;
    }
    if (pin[i] >= 0 && t.positions.find(sku[i], pin[i]) != 0) {
      return true;
    }
    for (int location : order) {
      if (t.positions.find(sku[i], location) != 0) {
        return true;
      }
    }
    return false;
  }

  private boolean enough(boolean partial) {
    boolean all = true;
    boolean any = false;
    for (int i = 0; i < count; i++) {
      all &= granted[i] == wanted[i];
      any |= granted[i] > 0;
    }
    return partial ? any : all;
  }

  private void plan(boolean withQuota, boolean withUndecided) {
    takes = 0;
    for (int i = 0; i < count; i++) {
      if (pin[i] >= 0) {
        plan(i, withQuota, withUndecided);
      }
    }
    for (int i = 0; i < count; i++) {
      if (pin[i] < 0) {
        plan(i, withQuota, withUndecided);
      }
    }
    for (int take = 0; take < takes; take++) {
      t.positions.clearPlanned(takePosition[take]);
    }
    for (int i = 0; i < count; i++) {
      if (quota[i] != 0) {
        t.quotas.clearPlanned(quota[i]);
      }
    }
  }

  private void plan(int i, boolean withQuota, boolean withUndecided) {
    long limit = wanted[i];
    if (withQuota && quota[i] != 0) {
      long left = t.quotas.left(quota[i]);
      limit = Math.min(limit, withUndecided ? left + t.quotas.undecided(quota[i]) : left);
    }
    firstTake[i] = takes;
    int need = (int) limit;
    if (pin[i] >= 0 && isInPool(pin[i])) {
      need -= take(t.positions.find(sku[i], pin[i]), need, withUndecided);
    } else if (pin[i] < 0) {
      for (int k = 0; k < order.length && need > 0; k++) {
        need -= take(t.positions.find(sku[i], order[k]), need, withUndecided);
      }
    }
    takeEnd[i] = takes;
    granted[i] = (int) limit - need;
    if (quota[i] != 0) {
      t.quotas.addPlanned(quota[i], granted[i]);
    }
  }

  /** Since a hold was granted, its pin may have left the pool. */
  private boolean isInPool(int location) {
    for (int own : order) {
      if (own == location) {
        return true;
      }
    }
    return false;
  }

  private int take(int position, int need, boolean withUndecided) {
    if (position == 0 || !catalogue.isOpen(t.positions.location(position))) {
      return 0;
    }
    long free = free(t, catalogue, position) - t.positions.planned(position);
    if (withUndecided) {
      free += t.positions.undecided(position);
    }
    if (free <= 0 || need == 0) {
      return 0;
    }
    int units = (int) Math.min(free, need);
    if (takes == takePosition.length) {
      takePosition = Arrays.copyOf(takePosition, takes * 2);
      takeUnits = Arrays.copyOf(takeUnits, takes * 2);
    }
    takePosition[takes] = position;
    takeUnits[takes++] = units;
    t.positions.addPlanned(position, units);
    return units;
  }

  /** on_hand - safety - held - committed; below 0 at a shortfall. */
  static long free(Tables t, Catalogue catalogue, int position) {
    Positions p = t.positions;
    return p.onHand(position)
        - safety(t, catalogue, position)
        - p.held(position)
        - p.committed(position);
  }

  static long safety(Tables t, Catalogue catalogue, int position) {
    long own = t.positions.safety(position);
    return own >= 0 ? own : catalogue.safety(t.positions.location(position));
  }

  int count() {
    return count;
  }

  int number(int i) {
    return number[i];
  }

  int sku(int i) {
    return sku[i];
  }

  int pin(int i) {
    return pin[i];
  }

  int wanted(int i) {
    return wanted[i];
  }

  int granted(int i) {
    return granted[i];
  }

  boolean isStocked(int i) {
    return stocked(i);
  }

  /** Writes the lines as {@link HoldRecord} reads them. */
  void write(Frame to) {
    to.putInt(count);
    for (int i = 0; i < count; i++) {
      write(i, to);
    }
  }

  private void write(int i, Frame to) {
    long what = Slab.pair(sku[i], pin[i]);
    long units = Slab.pair(requested[i], granted[i]);
    long since = quota[i] == 0 ? 0 : t.quotas.capSince(quota[i]);
    int at = HoldRecord.beginLine(to, number[i], what, units, since);
    for (int take = firstTake[i]; take < takeEnd[i]; take++) {
      int location = t.positions.location(takePosition[take]);
      HoldRecord.writeBacking(to, Slab.pair(takeUnits[take], 0), Slab.pair(location, 0));
    }
    HoldRecord.endLine(to, at, takeEnd[i] - firstTake[i]);
  }
}
