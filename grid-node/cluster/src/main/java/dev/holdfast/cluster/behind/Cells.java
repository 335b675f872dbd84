package dev.holdfast.cluster.behind;

/** Takes the cells of rows, one after the other in the order of columns. One thread. */
sealed interface Cells permits CopyRows, ArrayRows {

  /** Begins a row. */
  void row();

  void int32(int value);

  void int64(long value);

  void bool(boolean value);

  void text(String value);

  void uuid(long high, long low);

  /** UTC epoch milliseconds. */
  void time(long millis);
}
