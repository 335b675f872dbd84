package dev.holdfast.engine;

import java.util.List;

/**
 * How the grid does.
 *
 * @param memberId this member's identity
 * @param catalogueVersion the version of pools and locations, from 1
 * @param alarms what a person should look at, in plain words
 * @param behindLagP99Millis the lag that 99 % of the effects written behind did not exceed since
 *     this process began; -1 without write-behind
 * @param restorePoints shards that came back from PostgreSQL, the latest time of each
 */
public record GridStatus(
    String memberId,
    List<ShardStatus> shards,
    long catalogueVersion,
    List<String> alarms,
    long behindLagP99Millis,
    List<RestorePoint> restorePoints) {

  /** Without write-behind. */
  public GridStatus(
      String memberId, List<ShardStatus> shards, long catalogueVersion, List<String> alarms) {
    this(memberId, shards, catalogueVersion, alarms, -1, List.of());
  }

  /**
   * How one shard does.
   *
   * @param reason why it is closed, or empty
   * @param sequence the latest committed effect
   * @param snapshotSequence the effect up to which a snapshot is on disk
   * @param drainedSequence the effect up to which PostgreSQL has everything; 0 if that is not known
   * @param lagMillis how long the oldest effect that is not there has waited; 0 if none is
   */
  public record ShardStatus(
      int shard,
      boolean open,
      String reason,
      long epoch,
      long sequence,
      long snapshotSequence,
      long liveHolds,
      long endedHolds,
      long positions,
      long drainedSequence,
      long lagMillis) {

    /** Without write-behind. */
    public ShardStatus(
        int shard,
        boolean open,
        String reason,
        long epoch,
        long sequence,
        long snapshotSequence,
        long liveHolds,
        long endedHolds,
        long positions) {
      this(
          shard,
          open,
          reason,
          epoch,
          sequence,
          snapshotSequence,
          liveHolds,
          endedHolds,
          positions,
          0,
          0);
    }
  }
}
