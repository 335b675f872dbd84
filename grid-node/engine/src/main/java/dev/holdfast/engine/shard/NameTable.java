package dev.holdfast.engine.shard;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Texts of up to 255 bytes and their numbers, from 0, in the order they were added; never removed.
 * A look-up allocates nothing. Single writer.
 */
final class NameTable {
  /** A text's number and length in one word, then its {@link TextWords}; none starts at 0. */
  private long[] texts = new long[1 << 9];

  private int end = 1;
  private int[] starts = new int[1 << 8];

  /** The upper half of the hash, and where the text starts; 0 is empty. */
  private long[] slots = new long[1 << 10];

  private int count;

  int count() {
    return count;
  }

  /** The number of a text, or -1. */
  int find(byte[] source, int offset, int length) {
    return find(hash(source, offset, length), source, offset, length);
  }

  /** The number of a text whose hash is known, or -1. */
  int find(int hash, byte[] source, int offset, int length) {
    int mask = slots.length - 1;
    int at = hash & mask;
    for (long slot = slots[at]; slot != 0; slot = slots[at]) {
      int start = (int) slot;
      if ((int) (slot >>> 32) == hash
          && (int) texts[start] == length
          && TextWords.matches(texts, start + 1, source, offset, length)) {
        return (int) (texts[start] >>> 32);
      }
      at = (at + 1) & mask;
    }
    return -1;
  }

  /** Adds a text that is not there. */
  int add(byte[] source, int offset, int length) {
    if (2 * (count + 1) > slots.length) {
      rehash();
    }
    int words = 1 + TextWords.count(length);
    if (end + words > texts.length) {
      texts = Arrays.copyOf(texts, 2 * texts.length);
    }
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
    }
    texts[end] = Slab.pair(count, length);
    TextWords.put(texts, end + 1, source, offset, length);
    starts[count] = end;
    put(Slab.pair(hash(source, offset, length), end));
    end += words;
    return count++;
  }

  private void put(long slot) {
    int mask = slots.length - 1;
    int at = (int) (slot >>> 32) & mask;
    while (slots[at] != 0) {
      at = (at + 1) & mask;
    }
    slots[at] = slot;
  }

  private void rehash() {
    long[] old = slots;
    slots = new long[old.length * 2];
    for (long slot : old) {
      if (slot != 0) {
        put(slot);
      }
    }
  }

  /** Of this table alone, so it may be quicker than the one that assigns SKUs to shards. */
  static int hash(byte[] source, int offset, int length) {
    long h = length;
    for (int i = 0; i < TextWords.count(length); i++) {
      h = (h ^ TextWords.word(source, offset, length, i)) * 0x9e3779b97f4a7c15L;
      h ^= h >>> 32;
    }
    return (int) ((h * 0xc2b2ae3d27d4eb4fL) >>> 32);
  }

  /** For {@link ReadAhead}: the first slot that a look-up reads. */
  long slot(int hash) {
    return slots[hash & (slots.length - 1)];
  }

  /** For {@link ReadAhead}: the text that a slot leads to. */
  long text(long slot) {
    return textAt((int) slot);
  }

  /** For {@link ReadAhead}: reads a text. */
  long touch(int number) {
    return textAt(starts[number]);
  }

  private long textAt(int start) {
    return texts[start] + texts[start + 1];
  }

  /** Writes the text with its length before it. */
  void write(int number, Frame to) {
    int start = starts[number];
    TextWords.write(texts, start + 1, (int) texts[start], to);
  }

  String get(int number) {
    Frame text = new Frame(256);
    write(number, text);
    return new String(text.array(), 1, text.limit() - 1, StandardCharsets.UTF_8);
  }
}
