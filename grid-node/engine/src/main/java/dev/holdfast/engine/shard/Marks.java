package dev.holdfast.engine.shard;

/**
 * The shipment and cancellation ids that a hold has seen, a chain per hold. The first mark of a
 * hold lies in the last row of the hold's own run, each other in a row of its own. Single writer.
 */
final class Marks {
  private static final int HIGH = 3;
  private static final int LOW = 4;
  private static final int DIGEST = 5;
  private static final int NEXT = 6;

  private final Holds holds;
  private final Runs rows;

  Marks(Holds holds) {
    this.holds = holds;
    rows = holds.rows;
  }

  /**
   * Remembers an id.
   *
   * @param high with {@code low}, the 128-bit hash of its kind and text
   * @param digest of what was asked under it
   * @param after the mark of the hold behind which it goes, 0 if there is none
   * @return its row
   */
  int add(int hold, int after, long high, long low, long digest) {
    int row = after == 0 ? holds.claimMark(hold) : rows.allocate();
    rows.set(row, HIGH, high);
    rows.set(row, LOW, low);
    rows.set(row, DIGEST, digest);
    rows.set(row, NEXT, after == 0 ? 0 : next(after));
    if (after != 0) {
      rows.set(after, NEXT, row);
      holds.set(hold, Holds.MANY_MARKS, true);
    }
    return row;
  }

  int next(int row) {
    return (int) rows.get(row, NEXT);
  }

  long high(int row) {
    return rows.get(row, HIGH);
  }

  long low(int row) {
    return rows.get(row, LOW);
  }

  long digest(int row) {
    return rows.get(row, DIGEST);
  }

  /** The id's row in a hold's chain, or 0. */
  int find(int hold, long high, long low) {
    int row = holds.mark(hold);
    while (row != 0 && (high(row) != high || low(row) != low)) {
      row = next(row);
    }
    return row;
  }
}
