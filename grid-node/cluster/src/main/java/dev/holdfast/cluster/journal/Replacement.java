package dev.holdfast.cluster.journal;

/**
 * Another member's copy of a shard on its way into the {@link Journal}: first its archive, then the
 * chunks of its snapshot; the log behind that is appended when this is complete. The shard's writer
 * only.
 */
public interface Replacement extends AutoCloseable {

  /** An archived record; the latest of an identity counts. */
  void archived(long idHigh, long idLow, long forgetMillis, byte[] record);

  /** The next chunk of the snapshot, of 1 to {@link Journal#MAX_CHUNK_BYTES} bytes. */
  void chunk(byte[] chunk);

  /**
   * Puts this in place of everything that the shard had, all at once, and installs its epoch. When
   * this returns it is on disk. The shard is suspect from now on: whether it has all that this
   * member ever acknowledged, its owner must say.
   *
   * @param snapshotEpoch under which {@code snapshotSequence} was written
   * @param snapshotSequence the last effect that the chunks hold; 0 without chunks
   * @throws IllegalStateException if a higher epoch was installed or promised meanwhile
   */
  void complete(long snapshotEpoch, long snapshotSequence);

  /** Drops what was taken, unless it is complete. */
  @Override
  void close();
}
