package dev.holdfast.cluster.journal;

/** Takes a snapshot, a chunk at a time. */
@FunctionalInterface
public interface SnapshotSink {

  /** The next chunk; the array is the sink's to keep. */
  void chunk(byte[] chunk);
}
