package dev.holdfast.cluster.behind;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long effects waited, over the life of the process: exact below 128 ms, then to 1/64. Recorded
 * by one thread, read by any.
 */
final class Lags {
  private static final int EXACT_BITS = 7;
  private static final int STEPS = 1 << (EXACT_BITS - 1);

  private final AtomicLongArray counts = new AtomicLongArray(STEPS * (65 - EXACT_BITS) + STEPS);

  void record(long millis, long effects) {
    counts.addAndGet(index(Math.max(0, millis)), effects);
  }

  private static int index(long millis) {
    int shift = Math.max(0, 64 - Long.numberOfLeadingZeros(millis) - EXACT_BITS);
    return shift * STEPS + (int) (millis >>> shift);
  }

  /** The longest wait that an index stands for. */
  private static long millis(int index) {
    int shift = Math.max(0, index / STEPS - 1);
    long least = (long) (index - shift * STEPS) << shift;
    return least + (1L << shift) - 1;
  }

  /**
   * The wait that this part of the effects did not exceed; 0 before the first.
   *
   * @param part 0 to 1
   */
  long millisAt(double part) {
    long all = 0;
    for (int i = 0; i < counts.length(); i++) {
      all += counts.get(i);
    }
    long rank = (long) Math.ceil(part * all);
    long seen = 0;
    for (int i = 0; i < counts.length(); i++) {
      seen += counts.get(i);
      if (seen >= rank && seen > 0) {
        return millis(i);
      }
    }
    return 0;
  }
}
