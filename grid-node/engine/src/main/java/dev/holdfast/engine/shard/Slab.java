package dev.holdfast.engine.shard;

import java.util.Arrays;

/**
 * Rows of a fixed number of longs in chunks, so that growing copies nothing. Row 0 is never given
 * out and stands for "none". Words 0 and 1 of an indexed row are its key, word 2 holds a tag and
 * the link of {@link RowIndex}. Single writer.
 */
final class Slab {
  private static final int SHIFT = 10;
  private static final int MASK = (1 << SHIFT) - 1;

  private final int width;
  private long[][] chunks = new long[4][];
  private int next = 1;
  private int free;
  private int live;

  Slab(int width) {
    this.width = width;
    chunks[0] = new long[width << SHIFT];
  }

  /** A zeroed row. */
  int allocate() {
    live++;
    if (free != 0) {
      int row = free;
      free = (int) get(row, 0);
      int at = (row & MASK) * width;
      Arrays.fill(chunks[row >>> SHIFT], at, at + width, 0);
      return row;
    }
    int row = next++;
    int chunk = row >>> SHIFT;
    if (chunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunk * 2);
    }
    if (chunks[chunk] == null) {
      chunks[chunk] = new long[width << SHIFT];
    }
    return row;
  }

  void release(int row) {
    live--;
    set(row, 0, free);
    free = row;
  }

  /** Rows given out and not released. */
  int live() {
    return live;
  }

  /** Rows lie in 1 to this, exclusive. */
  int end() {
    return next;
  }

  long get(int row, int word) {
    return chunks[row >>> SHIFT][(row & MASK) * width + word];
  }

  void set(int row, int word, long value) {
    chunks[row >>> SHIFT][(row & MASK) * width + word] = value;
  }

  void add(int row, int word, long difference) {
    chunks[row >>> SHIFT][(row & MASK) * width + word] += difference;
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
