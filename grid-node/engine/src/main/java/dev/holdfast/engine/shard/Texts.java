package dev.holdfast.engine.shard;

import java.util.Arrays;

/** Ids of up to 64 bytes in rows that are given back. Single writer. */
final class Texts {
  /** The longest id, in bytes. */
  static final int LONGEST = 64;

  private final Slab rows = new Slab(1 + LONGEST / 8);
  private final byte[] scratch = new byte[LONGEST];

  /** Keeps a text; the empty one is row 0. */
  int add(byte[] source, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (length > LONGEST) {
      throw new IllegalArgumentException("an id of " + length + " bytes; at most 64 fit");
    }
    int row = rows.allocate();
    rows.set(row, 0, length);
    for (int i = 0; i < length; i += 8) {
      long word = 0;
      for (int j = 0; j < 8 && i + j < length; j++) {
        word |= (source[offset + i + j] & 0xffL) << (8 * j);
      }
      rows.set(row, 1 + i / 8, word);
    }
    return row;
  }

  void release(int row) {
    if (row != 0) {
      rows.release(row);
    }
  }

  boolean matches(int row, byte[] source, int offset, int length) {
    int known = load(row);
    return Arrays.equals(scratch, 0, known, source, offset, offset + length);
  }

  /** Writes the text with its length before it. */
  void write(int row, Frame to) {
    int length = load(row);
    to.putText(scratch, 0, length);
  }

  private int load(int row) {
    if (row == 0) {
      return 0;
    }
    int length = (int) rows.get(row, 0);
    for (int i = 0; i < length; i++) {
      scratch[i] = (byte) (rows.get(row, 1 + i / 8) >>> (8 * (i & 7)));
    }
    return length;
  }
}
