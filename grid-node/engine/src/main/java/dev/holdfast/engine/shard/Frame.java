package dev.holdfast.engine.shard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing run of little-endian bytes with a cursor for reading. Not thread-safe; reused by its
 * owner, so that the steady state allocates nothing.
 */
public final class Frame {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes;
  private int limit;
  private int cursor;

  public Frame(int capacity) {
    bytes = new byte[capacity];
  }

  /** A frame over bytes that were written before. */
  public static Frame wrap(byte[] bytes, int length) {
    Frame frame = new Frame(0);
    frame.reset(bytes, length);
    return frame;
  }

  /** Reads these bytes from the start. */
  public void reset(byte[] source, int length) {
    bytes = source;
    limit = length;
    cursor = 0;
  }

  public void clear() {
    limit = 0;
    cursor = 0;
  }

  /** Empties it; memory past a capacity is given back. */
  public void shrink(int capacity) {
    clear();
    if (bytes.length > capacity) {
      bytes = new byte[capacity];
    }
  }

  public byte[] array() {
    return bytes;
  }

  /** Bytes written. */
  public int limit() {
    return limit;
  }

  /** Takes back what was written past this point. */
  public void truncate(int length) {
    limit = length;
  }

  /** Where the next read happens. */
  public int cursor() {
    return cursor;
  }

  public void seek(int position) {
    cursor = position;
  }

  public boolean hasRemaining() {
    return cursor < limit;
  }

  public byte[] copy() {
    return Arrays.copyOf(bytes, limit);
  }

  private void ensure(int extra) {
    if (limit + extra > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(limit + extra, bytes.length * 2));
    }
  }

  /** Makes room for so many bytes at the end; answers where they start. Their content is open. */
  int claim(int length) {
    int at = limit;
    ensure(length);
    limit = at + length;
    return at;
  }

  public void putByte(int value) {
    ensure(1);
    bytes[limit++] = (byte) value;
  }

  public void putInt(int value) {
    ensure(4);
    INT.set(bytes, limit, value);
    limit += 4;
  }

  public void putLong(long value) {
    ensure(8);
    LONG.set(bytes, limit, value);
    limit += 8;
  }

  public void putBytes(byte[] source, int offset, int length) {
    ensure(length);
    System.arraycopy(source, offset, bytes, limit, length);
    limit += length;
  }

  /** Length in one byte, then the bytes; at most 255. */
  public void putText(byte[] source, int offset, int length) {
    if (length > 255) {
      throw new IllegalArgumentException("a text of " + length + " bytes; at most 255 fit");
    }
    putByte(length);
    putBytes(source, offset, length);
  }

  public void putText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    putText(utf8, 0, utf8.length);
  }

  public void setInt(int position, int value) {
    INT.set(bytes, position, value);
  }

  public void setLong(int position, long value) {
    LONG.set(bytes, position, value);
  }

  void setByte(int position, int value) {
    bytes[position] = (byte) value;
  }

  static long longAt(byte[] bytes, int position) {
    return (long) LONG.get(bytes, position);
  }

  long longAt(int position) {
    return (long) LONG.get(bytes, position);
  }

  private int advance(int length) {
    int at = cursor;
    if (at + length > limit) {
      throw new IndexOutOfBoundsException(
          "read past the end: " + at + " + " + length + " > " + limit);
    }
    cursor = at + length;
    return at;
  }

  /** 0 to 255. */
  public int getByte() {
    return bytes[advance(1)] & 0xff;
  }

  public int getInt() {
    return (int) INT.get(bytes, advance(4));
  }

  public long getLong() {
    return (long) LONG.get(bytes, advance(8));
  }

  /** The bytes themselves stay at {@link #cursor} before the call; answers where they start. */
  public int skip(int length) {
    return advance(length);
  }

  public String getText() {
    int length = getByte();
    int at = advance(length);
    return new String(bytes, at, length, StandardCharsets.UTF_8);
  }
}
