package dev.holdfast.engine.shard;

/**
 * The adjustment ids of the identity window, oldest first. Single writer.
 *
 * <p>The identity is a 128-bit hash of position and id; ids are not kept as text.
 */
final class Adjustments {
  private static final int DELTA = 3;
  private static final int MADE = 4;
  private static final int NEXT = 5;

  private final Slab rows = new Slab(6);
  private final RowIndex index = new RowIndex(rows);
  private int oldest;
  private int newest;

  int find(long high, long low) {
    return index.find(high, low, 0);
  }

  void add(long high, long low, long delta, long madeMillis) {
    int row = rows.allocate();
    rows.set(row, 0, high);
    rows.set(row, 1, low);
    rows.set(row, DELTA, delta);
    rows.set(row, MADE, madeMillis);
    index.insert(row);
    if (newest == 0) {
      oldest = row;
    } else {
      rows.set(newest, NEXT, row);
    }
    newest = row;
  }

  int count() {
    return rows.live();
  }

  /** The oldest one, or 0. */
  int oldest() {
    return oldest;
  }

  int next(int row) {
    return (int) rows.get(row, NEXT);
  }

  long high(int row) {
    return rows.get(row, 0);
  }

  long low(int row) {
    return rows.get(row, 1);
  }

  long delta(int row) {
    return rows.get(row, DELTA);
  }

  long madeMillis(int row) {
    return rows.get(row, MADE);
  }

  void removeOldest() {
    int row = oldest;
    oldest = next(row);
    if (oldest == 0) {
      newest = 0;
    }
    index.remove(row);
    rows.release(row);
  }
}
