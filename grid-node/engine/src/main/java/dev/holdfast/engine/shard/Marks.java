package dev.holdfast.engine.shard;

/** The shipment and cancellation ids that a hold has seen, a chain per hold. Single writer. */
final class Marks {
  private final Slab rows = new Slab(4);

  /**
   * Remembers an id in front of a chain.
   *
   * @param high with {@code low}, the 128-bit hash of its kind and text
   * @param digest of what was asked under it
   */
  int add(long high, long low, long digest, int next) {
    int row = rows.allocate();
    rows.set(row, 0, high);
    rows.set(row, 1, low);
    rows.set(row, 2, digest);
    rows.set(row, 3, next);
    return row;
  }

  void release(int row) {
    rows.release(row);
  }

  int next(int row) {
    return (int) rows.get(row, 3);
  }

  void setNext(int row, int next) {
    rows.set(row, 3, next);
  }

  long high(int row) {
    return rows.get(row, 0);
  }

  long low(int row) {
    return rows.get(row, 1);
  }

  long digest(int row) {
    return rows.get(row, 2);
  }

  /** The id's row in a chain, or 0. */
  int find(int head, long high, long low) {
    int row = head;
    while (row != 0 && (high(row) != high || low(row) != low)) {
      row = next(row);
    }
    return row;
  }
}
