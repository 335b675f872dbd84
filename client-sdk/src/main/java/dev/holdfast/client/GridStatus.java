package dev.holdfast.client;

import java.util.List;

/**
 * How the grid does, as one node sees it.
 *
 * @param memberId the identity of the node that answered
 * @param catalogueVersion the version of pools and locations, from 1
 * @param alarms what a person should look at, in plain words; empty when all is well
 */
public record GridStatus(
    String memberId,
    String version,
    List<ShardStatus> shards,
    long catalogueVersion,
    List<String> alarms) {

  public GridStatus {
    shards = List.copyOf(shards);
    alarms = List.copyOf(alarms);
  }

  /**
   * How one shard does.
   *
   * @param sequence the latest committed effect
   * @param snapshotSequence the effect up to which a snapshot is on disk
   * @param endedHolds ended holds whose identity is still known
   * @param reason why it is closed, in plain words, or empty
   */
  public record ShardStatus(
      int shard,
      boolean open,
      long epoch,
      long sequence,
      long snapshotSequence,
      long liveHolds,
      long endedHolds,
      long positions,
      String reason) {}
}
