package dev.holdfast.engine.shard;

/**
 * Texts as words of eight bytes, the first byte lowest, so that they are compared and copied a word
 * at a time. The last word of a text is its last eight bytes and overlaps the one before; a text of
 * less than eight bytes is one word, filled up with zeros.
 */
final class TextWords {
  private TextWords() {}

  static int count(int length) {
    return (length + 7) >>> 3;
  }

  static long word(byte[] source, int offset, int length, int i) {
    if (length >= 8) {
      return Frame.longAt(source, offset + at(length, i));
    }
    long word = 0;
    for (int b = length - 1; b >= 0; b--) {
      word = word << 8 | (source[offset + b] & 0xff);
    }
    return word;
  }

  static void put(long[] to, int at, byte[] source, int offset, int length) {
    for (int i = 0; i < count(length); i++) {
      to[at + i] = word(source, offset, length, i);
    }
  }

  static boolean matches(long[] known, int at, byte[] source, int offset, int length) {
    for (int i = 0; i < count(length); i++) {
      if (known[at + i] != word(source, offset, length, i)) {
        return false;
      }
    }
    return true;
  }

  /** Writes the text with its length before it, in one byte. */
  static void write(long[] known, int at, int length, Frame to) {
    int start = to.claim(9 + length);
    to.setByte(start, length);
    for (int i = 0; i < count(length); i++) {
      to.setLong(start + 1 + at(length, i), known[at + i]);
    }
    to.truncate(start + 1 + length);
  }

  private static int at(int length, int i) {
    return Math.max(0, Math.min(8 * i, length - 8));
  }
}
