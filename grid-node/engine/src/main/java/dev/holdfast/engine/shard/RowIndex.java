package dev.holdfast.engine.shard;

import java.util.Arrays;

/**
 * Finds rows of a slab by key: words 0 and 1 and the tag in the upper half of word 2; the lower
 * half of word 2 links the rows of one bucket.
 *
 * <p>It grows by linear hashing (W. Litwin, "Linear Hashing", VLDB 1980): each insert past the load
 * limit splits one bucket, so no single insert pays for a rehash. Single writer.
 */
final class RowIndex {
  private static final int FIRST = 1 << 6;

  private final Slab rows;
  private int[] heads = new int[FIRST * 2];
  private int mask = FIRST - 1;
  private int split;
  private int size;

  /** The row found or added last: one decision asks for the same row again and again. */
  private int last;

  RowIndex(Slab rows) {
    this.rows = rows;
  }

  private int bucket(long key0, long key1, int tag) {
    long h = key0 * 0x9e3779b97f4a7c15L ^ (key1 + tag) * 0xc2b2ae3d27d4eb4fL;
    h ^= h >>> 32;
    h *= 0xd6e8feb86659fd93L;
    int hash = (int) (h >>> 32);
    int bucket = hash & mask;
    return bucket < split ? hash & (2 * mask + 1) : bucket;
  }

  /** The first row of the bucket of a key, or 0. */
  int bucketHead(long key0, long key1, int tag) {
    return heads[bucket(key0, key1, tag)];
  }

  /** The row after this one in its bucket, or 0. */
  int chained(int row) {
    return rows.low(row, 2);
  }

  /** The row with this key, or 0. */
  int find(long key0, long key1, int tag) {
    if (last != 0 && is(last, key0, key1, tag)) {
      return last;
    }
    int row = heads[bucket(key0, key1, tag)];
    while (row != 0) {
      if (is(row, key0, key1, tag)) {
        last = row;
        return row;
      }
      row = rows.low(row, 2);
    }
    return 0;
  }

  private boolean is(int row, long key0, long key1, int tag) {
    return rows.get(row, 1) == key1 && rows.get(row, 0) == key0 && rows.high(row, 2) == tag;
  }

  /** Adds a row whose key is set and not in the index. */
  void insert(int row) {
    link(row);
    last = row;
    if (++size > mask + 1 + split) {
      splitOne();
    }
  }

  private void link(int row) {
    int bucket = bucket(rows.get(row, 0), rows.get(row, 1), rows.high(row, 2));
    rows.setLow(row, 2, heads[bucket]);
    heads[bucket] = row;
  }

  private void splitOne() {
    int moved = heads[split];
    heads[split] = 0;
    split++;
    while (moved != 0) {
      int next = rows.low(moved, 2);
      link(moved);
      moved = next;
    }
    if (split > mask) {
      mask = 2 * mask + 1;
      split = 0;
      heads = Arrays.copyOf(heads, 2 * (mask + 1));
    }
  }

  void remove(int row) {
    int bucket = bucket(rows.get(row, 0), rows.get(row, 1), rows.high(row, 2));
    int at = heads[bucket];
    if (at == row) {
      heads[bucket] = rows.low(row, 2);
    } else {
      while (rows.low(at, 2) != row) {
        at = rows.low(at, 2);
      }
      rows.setLow(at, 2, rows.low(row, 2));
    }
    size--;
    last = 0;
  }

  int size() {
    return size;
  }
}
