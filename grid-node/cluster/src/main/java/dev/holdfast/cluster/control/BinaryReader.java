package dev.holdfast.cluster.control;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Reads what {@link BinaryWriter} wrote; IllegalArgumentException for anything else. One thread.
 */
final class BinaryReader {

  private final ByteBuffer bytes;

  BinaryReader(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes);
  }

  int u8() {
    return need(1).get() & 0xff;
  }

  boolean bool() {
    return u8() != 0;
  }

  int int32() {
    return need(Integer.BYTES).getInt();
  }

  long int64() {
    return need(Long.BYTES).getLong();
  }

  String text() {
    byte[] utf8 = new byte[length()];
    bytes.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  UUID uuid() {
    return new UUID(int64(), int64());
  }

  /** Written by its name: constants may move and multiply. */
  <E extends Enum<E>> E constant(Class<E> type) {
    return Enum.valueOf(type, text());
  }

  <T> List<T> list(Supplier<T> each) {
    int size = length();
    List<T> values = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      values.add(each.get());
    }
    return List.copyOf(values);
  }

  List<String> texts() {
    return list(this::text);
  }

  /** The format that it was written in; refuses a newer one than this version writes. */
  int format(int newest, String what) {
    int found = u8();
    if (found < 1 || found > newest) {
      throw new IllegalArgumentException(
          what + " is of format " + found + "; this version reads up to format " + newest);
    }
    return found;
  }

  void end() {
    if (bytes.hasRemaining()) {
      throw new IllegalArgumentException(bytes.remaining() + " bytes too many");
    }
  }

  /** A length of things that take at least a byte each. */
  private int length() {
    int length = int32();
    if (length < 0 || length > bytes.remaining()) {
      throw new IllegalArgumentException(
          "length " + length + ", but " + bytes.remaining() + " bytes are left");
    }
    return length;
  }

  private ByteBuffer need(int count) {
    if (bytes.remaining() < count) {
      throw new IllegalArgumentException(
          count + " bytes wanted, " + bytes.remaining() + " are left");
    }
    return bytes;
  }
}
