package dev.holdfast.engine.shard;

import java.util.Arrays;

/**
 * Rows of eight longs, singly and in runs of four that are read as one long row, in chunks: growing
 * copies nothing once the first chunk is full. What a row holds when it is given out is open. Row 0
 * begins a run that is never given out, stands for "none", and may be read: it is all zeros. Single
 * writer.
 *
 * <p>All that is in {@link Slab} a field is a constant here: what the engine reads most, it reads
 * through this class.
 */
final class Runs {
  static final int WIDTH = 8;
  static final int RUN = 4;
  private static final int RUN_SHIFT = 2;

  private static final int SHIFT = 12;
  private static final int MASK = (1 << SHIFT) - 1;
  private static final int FIRST_ROWS = 1 << 8;

  private long[][] chunks = new long[4][];

  /** Whether a chunk is one of single rows. */
  private boolean[] single = new boolean[4];

  private int used = 1;
  private int nextRow;
  private int nextRun = RUN;
  private int free;
  private int freeRun;

  Runs() {
    chunks[0] = new long[WIDTH * FIRST_ROWS];
  }

  /** A row. */
  int allocate() {
    int row = free;
    if (row != 0) {
      free = (int) get(row, 0);
      return row;
    }
    if ((nextRow & MASK) == 0) {
      nextRow = addChunk(true);
    }
    return nextRow++;
  }

  /** The first row of a run. */
  int allocateRun() {
    int run = freeRun;
    if (run != 0) {
      freeRun = (int) get(run, 0);
      return run;
    }
    if ((nextRun & MASK) == 0) {
      nextRun = addChunk(false);
    }
    run = nextRun;
    nextRun += RUN;
    if (at(run) == chunk(run).length) {
      chunks[run >>> SHIFT] = Arrays.copyOf(chunk(run), 2 * at(run));
    }
    return run;
  }

  /** Answers the chunk's first row. */
  private int addChunk(boolean ofSingleRows) {
    if (used == chunks.length) {
      chunks = Arrays.copyOf(chunks, used * 2);
      single = Arrays.copyOf(single, used * 2);
    }
    chunks[used] = new long[WIDTH << SHIFT];
    single[used] = ofSingleRows;
    return used++ << SHIFT;
  }

  /** Rows lie in 1 to this, exclusive. */
  int end() {
    return used << SHIFT;
  }

  /** Whether a run begins at this row, in use or not. */
  boolean isRun(int row) {
    return row % RUN == 0 && !single[row >>> SHIFT] && at(row) < chunk(row).length;
  }

  /** A run's place among all runs, for columns of which each run has one entry. */
  static int number(int run) {
    return run >>> RUN_SHIFT;
  }

  void release(int row) {
    set(row, 0, free);
    free = row;
  }

  void releaseRun(int run) {
    set(run, 0, freeRun);
    freeRun = run;
  }

  /** Where a row lies, until the next one is allocated: from {@link #at} on in this array. */
  long[] chunk(int row) {
    return chunks[row >>> SHIFT];
  }

  static int at(int row) {
    return (row & MASK) * WIDTH;
  }

  long get(int row, int word) {
    return chunk(row)[at(row) + word];
  }

  void set(int row, int word, long value) {
    chunk(row)[at(row) + word] = value;
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
    set(row, word, Slab.pair(value, low(row, word)));
  }

  void setLow(int row, int word, int value) {
    set(row, word, Slab.pair(high(row, word), value));
  }
}
