package dev.holdfast.engine.shard;

/**
 * What a shard keeps and for how long. The same on every copy.
 *
 * @param identityWindowMillis how long an identity is known after the end of its last unit
 * @param endedInMemory ended holds kept in memory; older ones move to the archive
 * @param adjustmentsInMemory adjustment ids kept in memory; older ones move to the archive
 */
public record ShardLimits(long identityWindowMillis, int endedInMemory, int adjustmentsInMemory) {

  /** Backings of one hold: its record and every answer about it stay well below a message. */
  public static final int MOST_BACKINGS = 10_000;

  /** 24 hours; 65,536 ended holds and as many adjustments. */
  public static final ShardLimits DEFAULT = new ShardLimits(24 * 60 * 60 * 1000L, 1 << 16, 1 << 16);

  public ShardLimits {
    if (identityWindowMillis < 1_000 || endedInMemory < 0 || adjustmentsInMemory < 0) {
      throw new IllegalArgumentException(
          "identityWindowMillis must be at least 1000, the others at least 0");
    }
  }
}
