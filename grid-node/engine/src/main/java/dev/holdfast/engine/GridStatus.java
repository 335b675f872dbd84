package dev.holdfast.engine;

import java.util.List;

/**
 * How the grid does.
 *
 * @param memberId this member's identity
 * @param catalogueVersion the version of pools and locations, from 1
 * @param alarms what a person should look at, in plain words
 */
public record GridStatus(
    String memberId, List<ShardStatus> shards, long catalogueVersion, List<String> alarms) {

  /**
   * How one shard does.
   *
   * @param reason why it is closed, or empty
   * @param sequence the latest committed effect
   * @param snapshotSequence the effect up to which a snapshot is on disk
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
      long positions) {}
}
