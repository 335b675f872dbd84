package dev.holdfast.engine.shard;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Finds rows by the hash of their key; whether a row has the very key is its owner's to say. A slot
 * holds the hash's 32 bits beside the row, so that a look-up touches one cache line here and then,
 * but for one key in billions, the row that it was meant to find or none at all.
 *
 * <p>Segments of slots, probed in a line, grow as the buckets of linear hashing do (W. Litwin,
 * "Linear Hashing", VLDB 1980): past the load limit one segment is split, so that no insert pays
 * for more than a segment. Single writer.
 */
final class RowIndex {
  private static final int SEGMENT_BITS = 12;
  private static final int SEGMENT = 1 << SEGMENT_BITS;
  private static final int FIRST = 1 << 6;

  /** Rows a segment on average; one that is not split yet holds up to twice as many. */
  private static final int FILL = SEGMENT / 3;

  private long[][] segments = {new long[FIRST]};
  private int mask;
  private int split;
  private int size;

  /** Where {@link #next} goes on. */
  private int sought;

  private int at;

  static int hash(long key0, long key1, int tag) {
    long h = key0 * 0x9e3779b97f4a7c15L ^ (key1 + tag) * 0xc2b2ae3d27d4eb4fL;
    h ^= h >>> 32;
    h *= 0xd6e8feb86659fd93L;
    return (int) (h >>> 32);
  }

  private long[] segment(int hash) {
    int bits = hash >>> SEGMENT_BITS;
    int segment = bits & mask;
    return segments[segment < split ? bits & (2 * mask + 1) : segment];
  }

  /** For {@link ReadAhead}: the first slot that a look-up reads. */
  long slot(int hash) {
    long[] slots = segment(hash);
    return slots[hash & (slots.length - 1)];
  }

  /** The first row of this hash, or 0. */
  int first(int hash) {
    return find(segment(hash), hash, hash);
  }

  /** The row of the same hash after the one that was answered last, or 0. */
  int next() {
    return find(segment(sought), sought, at);
  }

  private int find(long[] slots, int hash, int from) {
    int wrap = slots.length - 1;
    int place = from;
    long slot = slots[place++ & wrap];
    while (slot != 0 && (int) (slot >>> 32) != hash) {
      slot = slots[place++ & wrap];
    }
    sought = hash;
    at = place;
    return (int) slot;
  }

  /** Adds a row whose key is not in the index. */
  void insert(int hash, int row) {
    put(segment(hash), Slab.pair(hash, row));
    size++;
    if (segments[0].length < SEGMENT) {
      if (2 * size > segments[0].length) {
        segments[0] = refill(segments[0], new long[2 * segments[0].length]);
      }
    } else if (size > FILL * (mask + 1 + split)) {
      splitOne();
    }
  }

  private static void put(long[] slots, long slot) {
    int at = (int) (slot >>> 32) & (slots.length - 1);
    while (slots[at] != 0) {
      at = (at + 1) & (slots.length - 1);
    }
    slots[at] = slot;
  }

  private static long[] refill(long[] from, long[] to) {
    for (long slot : from) {
      if (slot != 0) {
        put(to, slot);
      }
    }
    return to;
  }

  private void splitOne() {
    long[] old = segments[split];
    int added = mask + 1 + split;
    if (added == segments.length) {
      segments = Arrays.copyOf(segments, 2 * added);
    }
    segments[split] = new long[SEGMENT];
    segments[added] = new long[SEGMENT];
    split++;
    for (long slot : old) {
      if (slot != 0) {
        put(segment((int) (slot >>> 32)), slot);
      }
    }
    if (split > mask) {
      mask = 2 * mask + 1;
      split = 0;
    }
  }

  void remove(int hash, int row) {
    long[] slots = segment(hash);
    int wrap = slots.length - 1;
    int hole = hash & wrap;
    while ((int) slots[hole] != row) {
      hole = (hole + 1) & wrap;
    }
    // Slots behind the hole move up, unless that takes them before the place where they belong.
    for (int at = (hole + 1) & wrap; slots[at] != 0; at = (at + 1) & wrap) {
      int home = (int) (slots[at] >>> 32) & wrap;
      if (((at - home) & wrap) >= ((at - hole) & wrap)) {
        slots[hole] = slots[at];
        hole = at;
      }
    }
    slots[hole] = 0;
    size--;
  }

  /** All rows, in an order of their own; none may be added or removed meanwhile. */
  void forEach(IntConsumer action) {
    for (int segment = 0; segment < mask + 1 + split; segment++) {
      for (long slot : segments[segment]) {
        if (slot != 0) {
          action.accept((int) slot);
        }
      }
    }
  }

  int size() {
    return size;
  }
}
