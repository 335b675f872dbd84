package dev.holdfast.engine.shard;

import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.Pool;
import dev.holdfast.engine.catalogue.PoolPlan;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What each pool has used of its quota for each SKU. The cap itself is the catalogue's and is
 * looked up again when the catalogue changes; the used units follow from the effects alone. Single
 * writer.
 */
final class Quotas {
  private static final int KEY = 0;
  private static final int SINCE = 1;
  private static final int USED = 2;
  private static final int UNDECIDED = 3;
  private static final int CAP = 4;
  private static final int CAP_SINCE = 5;
  private static final int CAP_VERSION = 6;
  private static final int PLANNED = 7;

  private final Slab rows = new Slab(8);
  private final RowIndex index = new RowIndex();
  private @Nullable RowListener listener;

  void listen(RowListener newListener) {
    listener = newListener;
  }

  int find(int pool, int sku) {
    long key = Slab.pair(pool, sku);
    int row = index.first(RowIndex.hash(pool, sku, 0));
    while (row != 0 && rows.get(row, KEY) != key) {
      row = index.next();
    }
    return row;
  }

  int findOrAdd(int pool, int sku) {
    int row = find(pool, sku);
    if (row == 0) {
      row = rows.allocate();
      rows.set(row, KEY, Slab.pair(pool, sku));
      rows.set(row, CAP_VERSION, -1);
      index.insert(RowIndex.hash(pool, sku, 0), row);
    }
    return row;
  }

  int end() {
    return rows.end();
  }

  int pool(int row) {
    return rows.high(row, KEY);
  }

  int sku(int row) {
    return rows.low(row, KEY);
  }

  /** Brings the cap of a row up to the catalogue's version. */
  void refresh(int row, PoolPlan plan, NameTable names, Catalogue catalogue) {
    if (rows.get(row, CAP_VERSION) == catalogue.version()) {
      return;
    }
    Optional<Pool.Quota> quota = plan.quota(names.get(sku(row)));
    rows.set(row, CAP, quota.map(Pool.Quota::quantity).orElse(-1L));
    rows.set(row, CAP_SINCE, quota.map(Pool.Quota::since).orElse(0L));
    rows.set(row, CAP_VERSION, catalogue.version());
  }

  /** Whether there is a quota now. */
  boolean capped(int row) {
    return rows.get(row, CAP) >= 0;
  }

  /** The catalogue version since which the quota of now counts. */
  long capSince(int row) {
    return rows.get(row, CAP_SINCE);
  }

  /** What the quota of now leaves, at least 0. */
  long left(int row) {
    return Math.max(0, rows.get(row, CAP) - current(row, USED) - rows.get(row, PLANNED));
  }

  /** The part of the used units that undecided intents stand for. */
  long undecided(int row) {
    return current(row, UNDECIDED);
  }

  private long current(int row, int word) {
    return rows.get(row, SINCE) == capSince(row) ? rows.get(row, word) : 0;
  }

  void addPlanned(int row, long units) {
    rows.add(row, PLANNED, units);
  }

  void clearPlanned(int row) {
    rows.set(row, PLANNED, 0);
  }

  /** Units taken under the quota that counts since a version; a newer one starts from 0. */
  void take(int row, long since, long units, long undecided) {
    if (rows.get(row, SINCE) < since) {
      rows.set(row, SINCE, since);
      rows.set(row, USED, 0);
      rows.set(row, UNDECIDED, 0);
    }
    change(row, since, units, undecided);
  }

  /** Units given back (below 0) or decided; those of an older count no longer matter. */
  void change(int row, long since, long units, long undecided) {
    if (listener != null) {
      listener.changing(row);
    }
    if (rows.get(row, SINCE) == since) {
      rows.add(row, USED, units);
      rows.add(row, UNDECIDED, undecided);
    }
  }

  long since(int row) {
    return rows.get(row, SINCE);
  }

  long used(int row) {
    return rows.get(row, USED);
  }

  void restore(int row, long since, long used, long undecided) {
    rows.set(row, SINCE, since);
    rows.set(row, USED, used);
    rows.set(row, UNDECIDED, undecided);
  }

  long undecidedUnits(int row) {
    return rows.get(row, UNDECIDED);
  }
}
