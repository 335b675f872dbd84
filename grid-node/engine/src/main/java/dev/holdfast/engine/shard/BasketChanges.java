package dev.holdfast.engine.shard;

import java.util.Arrays;

/** The baskets whose home decided something in a batch. Single writer. */
final class BasketChanges {
  private long[] keys = new long[16];
  private int count;

  void add(long high, long low) {
    if (2 * count == keys.length) {
      keys = Arrays.copyOf(keys, keys.length * 2);
    }
    keys[2 * count] = high;
    keys[2 * count + 1] = low;
    count++;
  }

  int count() {
    return count;
  }

  long high(int i) {
    return keys[2 * i];
  }

  long low(int i) {
    return keys[2 * i + 1];
  }

  void clear() {
    count = 0;
  }
}
