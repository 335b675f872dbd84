package dev.holdfast.engine.shard;

import java.util.Arrays;

/** The baskets whose home decided something in a batch. Single writer. */
final class BasketChanges {
  private static final int COLUMNS = 3;

  private long[] keys = new long[8 * COLUMNS];
  private int count;

  void add(long high, long low, long attempt) {
    int at = COLUMNS * count;
    if (at == keys.length) {
      keys = Arrays.copyOf(keys, keys.length * 2);
    }
    keys[at] = high;
    keys[at + 1] = low;
    keys[at + 2] = attempt;
    count++;
  }

  int count() {
    return count;
  }

  long high(int i) {
    return keys[COLUMNS * i];
  }

  long low(int i) {
    return keys[COLUMNS * i + 1];
  }

  long attempt(int i) {
    return keys[COLUMNS * i + 2];
  }

  void clear() {
    count = 0;
  }
}
