package dev.holdfast.engine.shard;

/**
 * The adjustment ids of the identity window, oldest first. Single writer.
 *
 * <p>The identity is a 128-bit hash of position and id; ids are not kept as text.
 */
final class Adjustments {
  private static final int DELTA = 2;
  private static final int MADE = 3;
  private static final int NEXT = 4;
  private static final int SEQUENCE = 5;

  private final Slab rows = new Slab(6);
  private final RowIndex index = new RowIndex();
  private int oldest;
  private int newest;

  int find(long high, long low) {
    int row = index.first(RowIndex.hash(high, low, 0));
    while (row != 0 && (high(row) != high || low(row) != low)) {
      row = index.next();
    }
    return row;
  }

  /** Notes one that this effect made, or that was known already then. */
  void add(long high, long low, long delta, long madeMillis, long sequence) {
    int row = rows.allocate();
    rows.set(row, 0, high);
    rows.set(row, 1, low);
    rows.set(row, DELTA, delta);
    rows.set(row, MADE, madeMillis);
    rows.set(row, SEQUENCE, sequence);
    index.insert(RowIndex.hash(high, low, 0), row);
    if (newest == 0) {
      oldest = row;
    } else {
      rows.set(newest, NEXT, row);
    }
    newest = row;
  }

  int count() {
    return index.size();
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

  /** The effect that made it, or a later one. */
  long sequence(int row) {
    return rows.get(row, SEQUENCE);
  }

  void removeOldest() {
    int row = oldest;
    oldest = next(row);
    if (oldest == 0) {
      newest = 0;
    }
    index.remove(RowIndex.hash(high(row), low(row), 0), row);
    rows.release(row);
  }
}
