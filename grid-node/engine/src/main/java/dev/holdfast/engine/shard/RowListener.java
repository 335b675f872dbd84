package dev.holdfast.engine.shard;

/** Hears of a row that is about to change. */
interface RowListener {
  void changing(int row);
}
