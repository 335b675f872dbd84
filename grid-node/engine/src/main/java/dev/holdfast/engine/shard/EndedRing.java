package dev.holdfast.engine.shard;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Rows of ended holds in the order in which they came, with the moment of their end beside them:
 * what is to be forgotten is known before a row is looked at. Single writer.
 */
final class EndedRing {
  private int[] rows = new int[1 << 6];
  private long[] ends = new long[1 << 6];

  /** Places go on for ever and wrap around; a row of 0 was taken out. */
  private int oldest;

  private int newest;
  private int count;

  int count() {
    return count;
  }

  /** Puts a row at the end; answers its place. */
  int add(int row, long endMillis) {
    if (newest - oldest == rows.length) {
      grow();
    }
    int place = newest++;
    rows[place & (rows.length - 1)] = row;
    ends[place & (rows.length - 1)] = endMillis;
    count++;
    return place;
  }

  private void grow() {
    int wrap = rows.length - 1;
    int[] oldRows = rows;
    long[] oldEnds = ends;
    rows = Arrays.copyOf(oldRows, 2 * oldRows.length);
    ends = Arrays.copyOf(oldEnds, 2 * oldEnds.length);
    for (int place = oldest; place != newest; place++) {
      rows[place & (rows.length - 1)] = oldRows[place & wrap];
      ends[place & (ends.length - 1)] = oldEnds[place & wrap];
    }
  }

  void remove(int place) {
    int wrap = rows.length - 1;
    rows[place & wrap] = 0;
    count--;
    while (oldest != newest && rows[oldest & wrap] == 0) {
      oldest++;
    }
  }

  /**
   * The oldest rows, as many as {@code into} holds, up to the first that is not due.
   *
   * @param endMillis what ended then or before is due
   * @param keep so are rows past this number, whenever they ended
   * @return how many they are; they stay
   */
  int due(long endMillis, int keep, int[] into) {
    int wrap = rows.length - 1;
    int found = 0;
    for (int place = oldest; place != newest && found < into.length; place++) {
      int row = rows[place & wrap];
      if (row != 0) {
        if (ends[place & wrap] > endMillis && count - found <= keep) {
          break;
        }
        into[found++] = row;
      }
    }
    return found;
  }

  /** Oldest first. */
  void forEach(IntConsumer action) {
    for (int place = oldest; place != newest; place++) {
      int row = rows[place & (rows.length - 1)];
      if (row != 0) {
        action.accept(row);
      }
    }
  }
}
