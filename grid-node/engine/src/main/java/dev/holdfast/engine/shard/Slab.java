package dev.holdfast.engine.shard;

import java.util.Arrays;

/**
 * Rows of a fixed number of longs in chunks: growing copies nothing once the first chunk is full.
 * Row 0 is never given out, stands for "none" and may be read. Single writer.
 */
final class Slab {
  /** Words of a chunk, at most; large enough that the heads of the chunks fit a core's caches. */
  private static final int CHUNK = 1 << 16;

  private static final int FIRST_ROWS = 64;

  private final int width;
  private final int shift;
  private final int mask;
  private long[][] chunks = new long[4][];
  private int next = 1;
  private int free;

  Slab(int width) {
    this.width = width;
    shift = Integer.numberOfTrailingZeros(Integer.highestOneBit(CHUNK / width));
    mask = (1 << shift) - 1;
    chunks[0] = new long[width * FIRST_ROWS];
  }

  /** A zeroed row. */
  int allocate() {
    int row = free;
    if (row != 0) {
      free = (int) get(row, 0);
      Arrays.fill(chunk(row), at(row), at(row) + width, 0);
      return row;
    }
    reach(next);
    return next++;
  }

  private void reach(int row) {
    int chunk = row >>> shift;
    if (chunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunk * 2);
    }
    int words = ((row & mask) + 1) * width;
    if (chunks[chunk] == null) {
      chunks[chunk] = new long[width << shift];
    } else if (words > chunks[chunk].length) {
      int grown = Math.max(words, 2 * chunks[chunk].length);
      chunks[chunk] = Arrays.copyOf(chunks[chunk], Math.min(grown, width << shift));
    }
  }

  void release(int row) {
    set(row, 0, free);
    free = row;
  }

  /** Rows lie in 1 to this, exclusive. */
  int end() {
    return next;
  }

  /** Where a row lies, until the next row is allocated: from {@link #at} on in this array. */
  long[] chunk(int row) {
    return chunks[row >>> shift];
  }

  int at(int row) {
    return (row & mask) * width;
  }

  long get(int row, int word) {
    return chunk(row)[at(row) + word];
  }

  void set(int row, int word, long value) {
    chunk(row)[at(row) + word] = value;
  }

  void add(int row, int word, long difference) {
    chunk(row)[at(row) + word] += difference;
  }

  /** The upper half of a word. */
  int high(int row, int word) {
    return (int) (get(row, word) >>> 32);
  }

  /** The lower half of a word. */
  int low(int row, int word) {
    return (int) get(row, word);
  }

  void setHigh(int row, int word, int value) {
    set(row, word, pair(value, low(row, word)));
  }

  void setLow(int row, int word, int value) {
    set(row, word, pair(high(row, word), value));
  }

  static long pair(int high, int low) {
    return ((long) high << 32) | (low & 0xffffffffL);
  }
}
