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
    TextWords.put(rows.chunk(row), rows.at(row) + 1, source, offset, length);
    return row;
  }

  void release(int row) {
    if (row != 0) {
      rows.release(row);
    }
  }

  boolean matches(int row, byte[] source, int offset, int length) {
    return length(row) == length
        && TextWords.matches(rows.chunk(row), rows.at(row) + 1, source, offset, length);
  }

  /** Writes the text with its length before it. */
  void write(int row, Frame to) {
    if (row == 0) {
      to.putByte(0);
    } else {
      TextWords.write(rows.chunk(row), rows.at(row) + 1, length(row), to);
    }
  }

  /** For {@link ReadAhead}: reads a text. */
  long touch(int row) {
    return rows.get(row, 0) + rows.get(row, LONGEST / 8);
  }

  private int length(int row) {
    return row == 0 ? 0 : (int) rows.get(row, 0);
  }
}
