package dev.holdfast.engine.shard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Texts of up to 255 bytes and their numbers, from 0, in the order they were added; never removed.
 * A look-up allocates nothing. Single writer.
 */
final class NameTable {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] text = new byte[1 << 12];
  private int[] ends = new int[1 << 8];
  private int[] slots = new int[1 << 10];
  private int count;

  int count() {
    return count;
  }

  /** The number of a text, or -1. */
  int find(byte[] source, int offset, int length) {
    int slot = slot(source, offset, length);
    return slots[slot] - 1;
  }

  /** Adds a text that is not there. */
  int add(byte[] source, int offset, int length) {
    if (2 * (count + 1) > slots.length) {
      rehash();
    }
    int start = start(count);
    if (start + length > text.length) {
      text = Arrays.copyOf(text, Math.max(start + length, text.length * 2));
    }
    System.arraycopy(source, offset, text, start, length);
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, count * 2);
    }
    ends[count] = start + length;
    slots[slot(text, start, length)] = ++count;
    return count - 1;
  }

  private int slot(byte[] source, int offset, int length) {
    int mask = slots.length - 1;
    int slot = hash(source, offset, length) & mask;
    while (slots[slot] != 0 && !matches(slots[slot] - 1, source, offset, length)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Of this table alone, so it may be quicker than the one that assigns SKUs to shards. */
  private static int hash(byte[] source, int offset, int length) {
    long h = length;
    int at = offset;
    for (int end = offset + length - 7; at < end; at += 8) {
      h = (h ^ (long) LONG.get(source, at)) * 0x9e3779b97f4a7c15L;
      h ^= h >>> 32;
    }
    long rest = 0;
    for (; at < offset + length; at++) {
      rest = rest << 8 | (source[at] & 0xff);
    }
    h = (h ^ rest) * 0xc2b2ae3d27d4eb4fL;
    return (int) (h >>> 32);
  }

  private boolean matches(int number, byte[] source, int offset, int length) {
    return Arrays.equals(text, start(number), ends[number], source, offset, offset + length);
  }

  private void rehash() {
    slots = new int[slots.length * 2];
    for (int number = 0; number < count; number++) {
      slots[slot(text, start(number), length(number))] = number + 1;
    }
  }

  private int start(int number) {
    return number == 0 ? 0 : ends[number - 1];
  }

  private int length(int number) {
    return ends[number] - start(number);
  }

  /** Writes the text with its length before it. */
  void write(int number, Frame to) {
    to.putText(text, start(number), length(number));
  }

  String get(int number) {
    return new String(text, start(number), length(number), StandardCharsets.UTF_8);
  }
}
