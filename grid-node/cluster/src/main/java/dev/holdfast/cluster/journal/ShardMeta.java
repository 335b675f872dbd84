package dev.holdfast.cluster.journal;

import java.nio.ByteBuffer;

/**
 * What the journal knows of a shard besides its records. Immutable.
 *
 * @param epoch the installed epoch, 0 before the first
 * @param start the first sequence that it may write
 * @param base the log holds sequences above this one only
 * @param snapshotFile a number of its own for each snapshot's file, 0 if there is none
 */
record ShardMeta(
    long epoch,
    long start,
    long base,
    long snapshotFile,
    long snapshotEpoch,
    long snapshotSequence,
    long snapshotBytes) {

  static final ShardMeta NEW = new ShardMeta(0, 0, 0, 0, 0, 0, 0);

  private static final byte FORMAT = 1;

  boolean hasSnapshot() {
    return snapshotFile > 0;
  }

  SnapshotInfo snapshot() {
    return new SnapshotInfo(snapshotEpoch, snapshotSequence, snapshotBytes);
  }

  ShardMeta withEpoch(long newEpoch, long newStart) {
    return new ShardMeta(
        newEpoch, newStart, base, snapshotFile, snapshotEpoch, snapshotSequence, snapshotBytes);
  }

  ShardMeta withBase(long newBase) {
    return new ShardMeta(
        epoch, start, newBase, snapshotFile, snapshotEpoch, snapshotSequence, snapshotBytes);
  }

  ShardMeta withSnapshot(long file, SnapshotInfo info) {
    return new ShardMeta(epoch, start, base, file, info.epoch(), info.sequence(), info.bytes());
  }

  byte[] toBytes() {
    return ByteBuffer.allocate(1 + 7 * Long.BYTES)
        .put(FORMAT)
        .putLong(epoch)
        .putLong(start)
        .putLong(base)
        .putLong(snapshotFile)
        .putLong(snapshotEpoch)
        .putLong(snapshotSequence)
        .putLong(snapshotBytes)
        .array();
  }

  static ShardMeta of(int shard, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length != 1 + 7 * Long.BYTES || in.get() != FORMAT) {
      throw JournalDamagedException.at(shard, 0, "what is known of the shard cannot be read");
    }
    return new ShardMeta(
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong());
  }
}
