package dev.holdfast.engine.shard;

/**
 * The units of one location behind a line, a chain per line in the order they were taken. Single
 * writer.
 */
final class Backings {
  private static final int PLACE_AND_NEXT = 0;
  private static final int UNITS = 1;
  private static final int POSITION_AND_CANCELLED = 2;

  private final Slab rows = new Slab(3);

  int add(int location, int quantity) {
    int row = rows.allocate();
    rows.set(row, PLACE_AND_NEXT, Slab.pair(location, 0));
    rows.set(row, UNITS, Slab.pair(quantity, 0));
    return row;
  }

  void release(int row) {
    rows.release(row);
  }

  int location(int row) {
    return rows.high(row, PLACE_AND_NEXT);
  }

  int next(int row) {
    return rows.low(row, PLACE_AND_NEXT);
  }

  void setNext(int row, int next) {
    rows.setLow(row, PLACE_AND_NEXT, next);
  }

  int quantity(int row) {
    return rows.high(row, UNITS);
  }

  int shipped(int row) {
    return rows.low(row, UNITS);
  }

  void addShipped(int row, int units) {
    rows.setLow(row, UNITS, shipped(row) + units);
  }

  int cancelled(int row) {
    return rows.low(row, POSITION_AND_CANCELLED);
  }

  void addCancelled(int row, int units) {
    rows.setLow(row, POSITION_AND_CANCELLED, cancelled(row) + units);
  }

  /** The position it stands at, once it has been looked up; else 0. */
  int position(int row) {
    return rows.high(row, POSITION_AND_CANCELLED);
  }

  void setPosition(int row, int position) {
    rows.setHigh(row, POSITION_AND_CANCELLED, position);
  }

  /** Units that neither left nor were given back. */
  int left(int row) {
    return quantity(row) - shipped(row) - cancelled(row);
  }
}
