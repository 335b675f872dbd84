package dev.holdfast.cluster.journal;

/**
 * What the journal may take of memory outside the heap, in bytes.
 *
 * @param writeBufferBytes for records that are not yet in table files; at least 8 MiB
 * @param blockCacheBytes for blocks read from them; at least 1 MiB
 */
public record JournalLimits(long writeBufferBytes, long blockCacheBytes) {

  /** Enough for 200,000 records/s of a few hundred bytes. */
  public static final JournalLimits DEFAULT = new JournalLimits(256L << 20, 64L << 20);

  public JournalLimits {
    if (writeBufferBytes < 8L << 20 || blockCacheBytes < 1L << 20) {
      throw new IllegalArgumentException(
          "write buffers need at least 8 MiB and the block cache 1 MiB: "
              + writeBufferBytes
              + ", "
              + blockCacheBytes);
    }
  }
}
