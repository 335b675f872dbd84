package dev.holdfast.cluster.journal;

/** Takes archived records. */
@FunctionalInterface
public interface ArchiveSink {

  /**
   * One record, which is the sink's to keep.
   *
   * @param forgetMillis shard time from which it may be dropped
   * @return whether to go on
   */
  boolean archived(ArchiveId id, long forgetMillis, byte[] record);
}
