package dev.holdfast.cluster.journal;

import java.nio.ByteBuffer;

/** Before each record in the log: format, epoch, first, last and length, 29 bytes. */
final class RecordHeader {

  static final int BYTES = 1 + 3 * Long.BYTES + Integer.BYTES;

  private static final byte FORMAT = 1;

  private RecordHeader() {}

  static void write(ByteBuffer to, int at, long epoch, long first, long last, int length) {
    to.put(at, FORMAT)
        .putLong(at + 1, epoch)
        .putLong(at + 9, first)
        .putLong(at + 17, last)
        .putInt(at + 25, length);
  }

  static boolean valid(ByteBuffer value) {
    return value.capacity() >= BYTES
        && value.get(0) == FORMAT
        && value.getInt(25) == value.capacity() - BYTES;
  }

  static long epoch(ByteBuffer value) {
    return value.getLong(1);
  }

  static long first(ByteBuffer value) {
    return value.getLong(9);
  }

  static long last(ByteBuffer value) {
    return value.getLong(17);
  }
}
