package dev.holdfast.engine.shard;

/** Ids of up to 64 bytes in rows that are given back. Single writer. */
final class Texts {
  /** The longest id, in bytes. */
  static final int LONGEST = 64;

  private final Slab rows = new Slab(1 + LONGEST / 8);

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
      rows.set(row, 1 + i / 8, word(source, offset + i, length - i));
    }
    return row;
  }

  /** Up to eight bytes, the first one lowest. */
  private static long word(byte[] source, int offset, int length) {
    if (length >= 8) {
      return Frame.longAt(source, offset);
    }
    long word = 0;
    for (int i = 0; i < length; i++) {
      word |= (source[offset + i] & 0xffL) << (8 * i);
    }
    return word;
  }

  void release(int row) {
    if (row != 0) {
      rows.release(row);
    }
  }

  boolean matches(int row, byte[] source, int offset, int length) {
    if (length(row) != length) {
      return false;
    }
    for (int i = 0; i < length; i += 8) {
      if (rows.get(row, 1 + i / 8) != word(source, offset + i, length - i)) {
        return false;
      }
    }
    return true;
  }

  /** Writes the text with its length before it. */
  void write(int row, Frame to) {
    int length = length(row);
    to.putByte(length);
    int end = to.limit() + length;
    for (int i = 0; i < length; i += 8) {
      to.putLong(rows.get(row, 1 + i / 8));
    }
    to.truncate(end);
  }

  /** Row 0, the empty text, holds a 0 there. */
  private int length(int row) {
    return (int) rows.get(row, 0);
  }
}
