package dev.holdfast.ops.check;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * When the holds of one SKU must end, and when they were seen to have. A count cannot tell which of
 * the SKU's holds has ended, so the n-th end is measured against the n-th deadline: no assignment
 * of ends to holds has a smaller latest lateness. Not thread-safe.
 */
final class Deadlines {

  private final List<Instant> granted = new ArrayList<>();
  private long[] sorted = {};
  private int seen;

  void add(Instant expireTime) {
    granted.add(expireTime);
  }

  /** To be called once, after all were added. */
  void seal() {
    sorted = granted.stream().mapToLong(Deadlines::micros).sorted().toArray();
    granted.clear();
  }

  /**
   * Takes a reading of how many have ended.
   *
   * @param answered when the answer arrived: what it shows is not younger
   * @param lateness takes each end that was seen for the first time, in microseconds
   * @return how many more have ended than deadlines had passed
   */
  int see(long ended, Instant answered, Histogram lateness) {
    long now = micros(answered);
    int due = due(now);
    int newlyEnded = (int) Math.min(ended, sorted.length);
    for (int i = seen; i < newlyEnded; i++) {
      lateness.recordValue(Math.max(0, now - sorted[i]));
    }
    seen = Math.max(seen, newlyEnded);
    return (int) Math.max(0, ended - due);
  }

  private int due(long now) {
    int index = Arrays.binarySearch(sorted, now + 1);
    int due = index >= 0 ? index : -index - 1;
    while (due > 0 && sorted[due - 1] > now) {
      due--;
    }
    return due;
  }

  boolean allSeen() {
    return seen == sorted.length;
  }

  int seen() {
    return seen;
  }

  int size() {
    return sorted.length;
  }

  static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
