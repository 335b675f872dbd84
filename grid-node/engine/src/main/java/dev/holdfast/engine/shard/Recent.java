package dev.holdfast.engine.shard;

import java.util.function.IntConsumer;

/**
 * The SKUs whose positions changed lately, with the effects that changed them, in a ring: a reader
 * that has fallen behind learns what it missed, as long as the ring reaches back. Single writer.
 */
final class Recent implements RowListener {
  private final Tables t;
  private final long[] sequences;
  private final int[] skus;
  private long written;

  /** The effect before the oldest one whose changes are all here. */
  private long reaches;

  /**
   * Remembers from the tables' sequence on.
   *
   * @param capacity a power of two
   */
  Recent(Tables tables, int capacity) {
    t = tables;
    sequences = new long[capacity];
    skus = new int[capacity];
    reaches = tables.sequence;
  }

  @Override
  public void changing(int position) {
    int sku = t.positions.sku(position);
    int mask = skus.length - 1;
    int before = (int) (written - 1) & mask;
    if (written > 0 && sequences[before] == t.sequence && skus[before] == sku) {
      return;
    }
    int at = (int) written & mask;
    if (written >= skus.length) {
      reaches = sequences[at];
    }
    sequences[at] = t.sequence;
    skus[at] = sku;
    written++;
  }

  long reaches() {
    return reaches;
  }

  /** The latest changes first; a SKU may come more than once. */
  void after(long sequence, IntConsumer sku) {
    int mask = skus.length - 1;
    long oldest = Math.max(0, written - skus.length);
    for (long i = written - 1; i >= oldest && sequences[(int) i & mask] > sequence; i--) {
      sku.accept(skus[(int) i & mask]);
    }
  }
}
