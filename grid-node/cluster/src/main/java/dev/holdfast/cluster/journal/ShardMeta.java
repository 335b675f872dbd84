package dev.holdfast.cluster.journal;

import java.nio.ByteBuffer;

/**
 * What the journal knows of a shard besides its records. Immutable.
 *
 * @param epoch the installed epoch, 0 before the first
 * @param start the first sequence that it may write, as it is ratified
 * @param promised no append before this epoch, or a later one, is installed; 0 if there is none
 * @param suspect whether acknowledged records may be missing
 * @param base the log holds sequences above this one only
 * @param baseEpoch under which that one was written; {@link #UNKNOWN} in older directories
 * @param archive the generation of the archive that counts
 * @param snapshotFile a number of its own for each snapshot's file, 0 if there is none
 */
record ShardMeta(
    long epoch,
    long start,
    long promised,
    boolean suspect,
    long base,
    long baseEpoch,
    int archive,
    long snapshotFile,
    long snapshotEpoch,
    long snapshotSequence,
    long snapshotBytes) {

  static final long UNKNOWN = -1;

  static final ShardMeta NEW = new ShardMeta(0, 0, 0, false, 0, 0, 0, 0, 0, 0, 0);

  private static final byte FORMAT = 2;
  private static final int BYTES = 1 + 9 * Long.BYTES + 1 + Integer.BYTES;

  /** Of one copy and one member: no promises, suspicions, base epochs, archives of others. */
  private static final byte ALONE = 1;

  private static final int ALONE_BYTES = 1 + 7 * Long.BYTES;

  boolean hasSnapshot() {
    return snapshotFile > 0;
  }

  SnapshotInfo snapshot() {
    return new SnapshotInfo(snapshotEpoch, snapshotSequence, snapshotBytes);
  }

  /** The lowest sequence that an epoch may delete. */
  long lowestCut() {
    return Math.max(base, snapshotSequence) + 1;
  }

  /** Whether a claim of this member is under way: it takes nothing of what it has installed. */
  boolean isDeaf() {
    return promised > epoch;
  }

  ShardMeta withEpoch(long newEpoch, long newStart) {
    return new ShardMeta(
        newEpoch,
        newStart,
        promised,
        suspect,
        base,
        baseEpoch,
        archive,
        snapshotFile,
        snapshotEpoch,
        snapshotSequence,
        snapshotBytes);
  }

  ShardMeta withPromise(long newPromised) {
    return new ShardMeta(
        epoch,
        start,
        newPromised,
        suspect,
        base,
        baseEpoch,
        archive,
        snapshotFile,
        snapshotEpoch,
        snapshotSequence,
        snapshotBytes);
  }

  ShardMeta withSuspect(boolean newSuspect) {
    return new ShardMeta(
        epoch,
        start,
        promised,
        newSuspect,
        base,
        baseEpoch,
        archive,
        snapshotFile,
        snapshotEpoch,
        snapshotSequence,
        snapshotBytes);
  }

  ShardMeta withBase(long newBase, long newBaseEpoch) {
    return new ShardMeta(
        epoch,
        start,
        promised,
        suspect,
        newBase,
        newBaseEpoch,
        archive,
        snapshotFile,
        snapshotEpoch,
        snapshotSequence,
        snapshotBytes);
  }

  ShardMeta withSnapshot(long file, SnapshotInfo info) {
    return new ShardMeta(
        epoch,
        start,
        promised,
        suspect,
        base,
        baseEpoch,
        archive,
        file,
        info.epoch(),
        info.sequence(),
        info.bytes());
  }

  /** Another member's copy, with its archive as the generation after this one's. */
  ShardMeta replaced(long newEpoch, long newStart, long file, SnapshotInfo info) {
    return new ShardMeta(
        newEpoch,
        newStart,
        promised,
        true,
        info.sequence(),
        info.epoch(),
        archive + 1,
        file,
        info.epoch(),
        info.sequence(),
        info.bytes());
  }

  byte[] toBytes() {
    return ByteBuffer.allocate(BYTES)
        .put(FORMAT)
        .putLong(epoch)
        .putLong(start)
        .putLong(base)
        .putLong(snapshotFile)
        .putLong(snapshotEpoch)
        .putLong(snapshotSequence)
        .putLong(snapshotBytes)
        .putLong(promised)
        .putLong(baseEpoch)
        .put((byte) (suspect ? 1 : 0))
        .putInt(archive)
        .array();
  }

  static ShardMeta of(int shard, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte format = bytes.length == 0 ? 0 : in.get();
    if (!(format == FORMAT && bytes.length == BYTES)
        && !(format == ALONE && bytes.length == ALONE_BYTES)) {
      throw JournalDamagedException.at(shard, 0, "what is known of the shard cannot be read");
    }
    long epoch = in.getLong();
    long start = in.getLong();
    long base = in.getLong();
    long file = in.getLong();
    SnapshotInfo info = new SnapshotInfo(in.getLong(), in.getLong(), in.getLong());
    boolean alone = format == ALONE;
    long promised = alone ? 0 : in.getLong();
    long baseEpoch = alone ? UNKNOWN : in.getLong();
    boolean suspect = !alone && in.get() != 0;
    int archive = alone ? 0 : in.getInt();
    return new ShardMeta(epoch, start, promised, suspect, base, baseEpoch, archive, 0, 0, 0, 0)
        .withSnapshot(file, info);
  }
}
