package dev.holdfast.engine.shard;

/** The lines of holds and intents, a chain per hold in request order. Single writer. */
final class Lines {
  private static final int SKU_AND_PIN = 0;
  private static final int UNITS = 1;
  private static final int LINKS = 2;
  private static final int NUMBER = 3;
  private static final int QUOTA = 4;

  private final Slab rows = new Slab(5);

  /**
   * A line.
   *
   * @param number its place in the request, from 0
   * @param pin a location number, or -1
   */
  int add(int number, int sku, int pin, long requested) {
    int row = rows.allocate();
    rows.set(row, SKU_AND_PIN, Slab.pair(sku, pin));
    rows.set(row, UNITS, Slab.pair((int) requested, 0));
    rows.set(row, NUMBER, number);
    return row;
  }

  void release(int row) {
    rows.release(row);
  }

  int sku(int row) {
    return rows.high(row, SKU_AND_PIN);
  }

  int pin(int row) {
    return rows.low(row, SKU_AND_PIN);
  }

  int requested(int row) {
    return rows.high(row, UNITS);
  }

  int quantity(int row) {
    return rows.low(row, UNITS);
  }

  void setQuantity(int row, int units) {
    rows.setLow(row, UNITS, units);
  }

  int backing(int row) {
    return rows.high(row, LINKS);
  }

  void setBacking(int row, int backing) {
    rows.setHigh(row, LINKS, backing);
  }

  int next(int row) {
    return rows.low(row, LINKS);
  }

  void setNext(int row, int next) {
    rows.setLow(row, LINKS, next);
  }

  int number(int row) {
    return (int) rows.get(row, NUMBER);
  }

  /** Since when the quota counts in which this line counts, or 0: in none. */
  long quotaSince(int row) {
    return rows.get(row, QUOTA);
  }

  void setQuotaSince(int row, long since) {
    rows.set(row, QUOTA, since);
  }
}
