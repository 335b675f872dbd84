package dev.holdfast.cluster.journal;

import java.nio.ByteBuffer;

/** Keys of the journal: big-endian, so that a shard's keys stand together and in order. */
final class Keys {

  /** Of {@link #log}. */
  static final int LOG_BYTES = Integer.BYTES + Long.BYTES;

  private Keys() {}

  /** A shard's own. */
  static byte[] shard(int shard) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(shard).array();
  }

  /** Of the record that ends with a sequence: seeking a sequence then finds what holds it. */
  static byte[] log(int shard, long last) {
    return ByteBuffer.allocate(LOG_BYTES).putInt(shard).putLong(last).array();
  }

  /** Of an archived record. */
  static byte[] archive(int shard, long idHigh, long idLow) {
    return ByteBuffer.allocate(Integer.BYTES + 2 * Long.BYTES)
        .putInt(shard)
        .putLong(idHigh)
        .putLong(idLow)
        .array();
  }

  /** Of an archived record, by the time to forget it. */
  static byte[] forget(int shard, long forgetMillis, long idHigh, long idLow) {
    return ByteBuffer.allocate(Integer.BYTES + 3 * Long.BYTES)
        .putInt(shard)
        .putLong(ordered(forgetMillis))
        .putLong(idHigh)
        .putLong(idLow)
        .array();
  }

  /** The first of {@link #forget} for a time. */
  static byte[] forgetFrom(int shard, long forgetMillis) {
    return ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
        .putInt(shard)
        .putLong(ordered(forgetMillis))
        .array();
  }

  /** The time in a {@link #forget} key. */
  static long forgetMillis(byte[] key) {
    return ordered(ByteBuffer.wrap(key).getLong(Integer.BYTES));
  }

  /** The {@link #archive} key of a {@link #forget} key. */
  static byte[] archiveOf(byte[] forgetKey) {
    ByteBuffer key = ByteBuffer.wrap(forgetKey);
    return archive(key.getInt(0), key.getLong(12), key.getLong(20));
  }

  /** Bytes compare as unsigned: flips the sign, and flips it back. */
  private static long ordered(long millis) {
    return millis ^ Long.MIN_VALUE;
  }
}
