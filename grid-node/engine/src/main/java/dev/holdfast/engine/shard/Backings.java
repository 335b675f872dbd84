package dev.holdfast.engine.shard;

/**
 * The units of one location behind a line, a chain per line in the order they were taken; the first
 * one lies in the line's row, each other in a row of its own. Single writer.
 */
final class Backings {
  /** Words 4 and 5 are the same in {@link HoldRecord}. */
  static final int UNITS = 4;

  static final int PLACE_AND_CANCELLED = 5;
  private static final int POSITION_AND_NEXT = 6;

  private final Runs rows;

  Backings(Runs rows) {
    this.rows = rows;
  }

  /** A backing whose position is not known yet, the last of its chain. */
  void set(int row, long units, long place) {
    rows.set(row, UNITS, units);
    rows.set(row, PLACE_AND_CANCELLED, place);
    rows.set(row, POSITION_AND_NEXT, 0);
  }

  int location(int row) {
    return rows.high(row, PLACE_AND_CANCELLED);
  }

  int next(int row) {
    return rows.low(row, POSITION_AND_NEXT);
  }

  void setNext(int row, int next) {
    rows.setLow(row, POSITION_AND_NEXT, next);
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
    return rows.low(row, PLACE_AND_CANCELLED);
  }

  void addCancelled(int row, int units) {
    rows.setLow(row, PLACE_AND_CANCELLED, cancelled(row) + units);
  }

  /** The position it stands at, once it has been looked up; else 0. */
  int position(int row) {
    return rows.high(row, POSITION_AND_NEXT);
  }

  void setPosition(int row, int position) {
    rows.setHigh(row, POSITION_AND_NEXT, position);
  }

  /** Units that neither left nor were given back. */
  int left(int row) {
    return quantity(row) - shipped(row) - cancelled(row);
  }
}
