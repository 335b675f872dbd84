package dev.holdfast.engine.shard;

/**
 * The latest count of each source at each position, a chain per position with the source in charge
 * first. Single writer.
 */
final class Sources {
  private static final int NEXT_AND_NAME = 0;
  private static final int VERSION = 1;
  private static final int QUANTITY = 2;

  private final Slab rows = new Slab(3);

  /** Puts a source in front of a chain. */
  int add(int name, int next) {
    int row = rows.allocate();
    rows.set(row, NEXT_AND_NAME, Slab.pair(next, name));
    return row;
  }

  int next(int row) {
    return rows.high(row, NEXT_AND_NAME);
  }

  void setNext(int row, int next) {
    rows.setHigh(row, NEXT_AND_NAME, next);
  }

  /** A number of the shard's name table. */
  int name(int row) {
    return rows.low(row, NEXT_AND_NAME);
  }

  long version(int row) {
    return rows.get(row, VERSION);
  }

  long quantity(int row) {
    return rows.get(row, QUANTITY);
  }

  void set(int row, long version, long quantity) {
    rows.set(row, VERSION, version);
    rows.set(row, QUANTITY, quantity);
  }
}
