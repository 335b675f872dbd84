package dev.holdfast.engine.shard;

import org.jspecify.annotations.Nullable;

/**
 * One row per SKU and location that was ever counted or adjusted; never removed. All in whole
 * units. Single writer.
 *
 * <p>{@code undecided} is the part of held that stands behind intents whose basket is not decided
 * yet; {@code planned} is scratch of the decision at work and 0 between decisions.
 */
final class Positions {
  // What a decision reads comes first.
  private static final int KEY = 0;
  private static final int ON_HAND = 1;
  private static final int HELD = 2;
  private static final int COMMITTED = 3;
  private static final int SAFETY = 4;
  private static final int PLANNED = 5;
  private static final int SOURCES = 6;
  private static final int UNDECIDED = 7;

  private final Slab rows = new Slab(8);
  private final RowIndex index = new RowIndex();
  private int last;
  private @Nullable RowListener listener;

  void listen(RowListener newListener) {
    listener = newListener;
  }

  private void changing(int row) {
    if (listener != null) {
      listener.changing(row);
    }
  }

  int find(int sku, int location) {
    long key = Slab.pair(sku, location);
    if (last != 0 && rows.get(last, KEY) == key) {
      return last;
    }
    int row = index.first(hash(sku, location));
    while (row != 0 && rows.get(row, KEY) != key) {
      row = index.next();
    }
    last = row;
    return row;
  }

  /** Says that this row, if it is one, is likely to be asked for next. */
  void expect(int row) {
    last = row;
  }

  /** For {@link ReadAhead}. */
  RowIndex index() {
    return index;
  }

  static int hash(int sku, int location) {
    return RowIndex.hash(sku, location, 0);
  }

  /** For {@link ReadAhead}: reads a position. */
  long touch(int row) {
    return rows.get(row, KEY) + rows.get(row, PLANNED);
  }

  int add(int sku, int location) {
    int row = rows.allocate();
    rows.set(row, KEY, Slab.pair(sku, location));
    rows.set(row, SAFETY, -1);
    index.insert(hash(sku, location), row);
    return row;
  }

  int count() {
    return index.size();
  }

  /** Rows lie in 1 to this, exclusive, without a gap. */
  int end() {
    return rows.end();
  }

  int sku(int row) {
    return rows.high(row, KEY);
  }

  int location(int row) {
    return rows.low(row, KEY);
  }

  long onHand(int row) {
    return rows.get(row, ON_HAND);
  }

  void setOnHand(int row, long units) {
    changing(row);
    rows.set(row, ON_HAND, units);
  }

  long held(int row) {
    return rows.get(row, HELD);
  }

  void addHeld(int row, long units) {
    changing(row);
    rows.add(row, HELD, units);
  }

  long committed(int row) {
    return rows.get(row, COMMITTED);
  }

  void addCommitted(int row, long units) {
    changing(row);
    rows.add(row, COMMITTED, units);
  }

  long undecided(int row) {
    return rows.get(row, UNDECIDED);
  }

  void addUndecided(int row, long units) {
    changing(row);
    rows.add(row, UNDECIDED, units);
  }

  /** The position's own safety stock, or -1: the location's. */
  long safety(int row) {
    return rows.get(row, SAFETY);
  }

  void setSafety(int row, long units) {
    changing(row);
    rows.set(row, SAFETY, units);
  }

  /** The source that counted last, first of its chain; 0 if it was never counted. */
  int source(int row) {
    return rows.low(row, SOURCES);
  }

  void setSource(int row, int source) {
    rows.setLow(row, SOURCES, source);
  }

  long planned(int row) {
    return rows.get(row, PLANNED);
  }

  void addPlanned(int row, long units) {
    rows.add(row, PLANNED, units);
  }

  void clearPlanned(int row) {
    rows.set(row, PLANNED, 0);
  }
}
