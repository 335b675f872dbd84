package dev.holdfast.cluster.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Keys of the journal: big-endian, so that a shard's keys stand together and in order. An archive
 * has an area: that of the shard's first archive is the shard's number, and each one that replaces
 * it has the next one at a distance of all shards.
 */
final class Keys {

  /** Of {@link #log}. */
  static final int LOG_BYTES = Integer.BYTES + Long.BYTES;

  /** Of the journal's {@link Life}. */
  static final byte[] LIFE = "life-of-all".getBytes(StandardCharsets.US_ASCII);

  /** At least the most shards that a grid can have. */
  static final int AREAS = 4096;

  private Keys() {}

  /** Where a generation of a shard's archive stands. */
  static int area(int shard, int generation) {
    return Math.addExact(Math.multiplyExact(generation, AREAS), shard);
  }

  /** A shard's own, or before all of an area. */
  static byte[] shard(int shard) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(shard).array();
  }

  /** Of the record that ends with a sequence: seeking a sequence then finds what holds it. */
  static byte[] log(int shard, long last) {
    return ByteBuffer.allocate(LOG_BYTES).putInt(shard).putLong(last).array();
  }

  /** Of an archived record. */
  static byte[] archive(int area, long idHigh, long idLow) {
    return ByteBuffer.allocate(Integer.BYTES + 2 * Long.BYTES)
        .putInt(area)
        .putLong(idHigh)
        .putLong(idLow)
        .array();
  }

  /** The identity in an {@link #archive} key. */
  static ArchiveId id(byte[] archiveKey) {
    ByteBuffer key = ByteBuffer.wrap(archiveKey);
    return new ArchiveId(key.getLong(Integer.BYTES), key.getLong(Integer.BYTES + Long.BYTES));
  }

  /** Of an archived record, by the time to forget it. */
  static byte[] forget(int area, long forgetMillis, long idHigh, long idLow) {
    return ByteBuffer.allocate(Integer.BYTES + 3 * Long.BYTES)
        .putInt(area)
        .putLong(ordered(forgetMillis))
        .putLong(idHigh)
        .putLong(idLow)
        .array();
  }

  /** The first of {@link #forget} for a time. */
  static byte[] forgetFrom(int area, long forgetMillis) {
    return ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
        .putInt(area)
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
