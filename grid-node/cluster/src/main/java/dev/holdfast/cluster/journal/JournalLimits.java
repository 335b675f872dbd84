package dev.holdfast.cluster.journal;

/**
 * What the journal may take of memory outside the heap, in bytes.
 *
 * @param headBytes of a mapped file for records on their way into the database; at least 64 KiB, a
 *     multiple of 4 KiB; as it was first for a directory that has one
 * @param writeBufferBytes for records that are not yet in table files; at least 8 MiB
 * @param blockCacheBytes for blocks read from them; at least 1 MiB
 */
public record JournalLimits(int headBytes, long writeBufferBytes, long blockCacheBytes) {

  /** Enough for 200,000 records/s of a few hundred bytes. */
  public static final JournalLimits DEFAULT = new JournalLimits(16 << 20, 256L << 20, 64L << 20);

  public JournalLimits {
    if (headBytes < 64 << 10 || headBytes % HeadFile.PAGE != 0) {
      throw new IllegalArgumentException(
          "the head needs at least 64 KiB, in pages of 4 KiB: " + headBytes);
    }
    if (writeBufferBytes < 8L << 20 || blockCacheBytes < 1L << 20) {
      throw new IllegalArgumentException(
          "write buffers need at least 8 MiB and the block cache 1 MiB: "
              + writeBufferBytes
              + ", "
              + blockCacheBytes);
    }
  }
}
