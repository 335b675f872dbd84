package dev.holdfast.engine.shard;

/**
 * The lines of holds and intents, a chain per hold in request order. A line lies with its first
 * backing in one row of {@link Holds#rows}, the first line of a hold in the hold's own run. Single
 * writer.
 */
final class Lines {
  /** Words 0 to 2 are the same in {@link HoldRecord}. */
  static final int SKU_AND_PIN = 0;

  static final int UNITS = 1;
  static final int QUOTA = 2;
  private static final int NUMBER_AND_NEXT = 3;

  private final Runs rows;

  Lines(Runs rows) {
    this.rows = rows;
  }

  /** A location number, or -1. */
  int pin(int row) {
    return rows.low(row, SKU_AND_PIN);
  }

  int sku(int row) {
    return rows.high(row, SKU_AND_PIN);
  }

  int requested(int row) {
    return rows.high(row, UNITS);
  }

  int quantity(int row) {
    return rows.low(row, UNITS);
  }

  /** Its place in the request, from 0. */
  int number(int row) {
    return rows.high(row, NUMBER_AND_NEXT);
  }

  /** The first thing to be set: no line follows yet. */
  void setNumber(int row, int number) {
    rows.set(row, NUMBER_AND_NEXT, Slab.pair(number, 0));
  }

  int next(int row) {
    return rows.low(row, NUMBER_AND_NEXT);
  }

  void setNext(int row, int next) {
    rows.setLow(row, NUMBER_AND_NEXT, next);
  }

  /** The first backing, or 0: there is none without a unit. */
  int backing(int row) {
    return rows.high(row, Backings.UNITS) != 0 ? row : 0;
  }

  /** Since when the quota counts in which this line counts, or 0: in none. */
  long quotaSince(int row) {
    return rows.get(row, QUOTA);
  }
}
