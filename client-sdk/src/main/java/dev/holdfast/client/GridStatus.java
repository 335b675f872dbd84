package dev.holdfast.client;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the grid does, as one node sees it.
 *
 * @param memberId the identity of the node that answered
 * @param catalogueVersion the version of pools and locations, from 1
 * @param alarms what a person should look at, in plain words; empty when all is well
 * @param writeBehindLagP99Millis the time from decision to PostgreSQL that 99 % of the effects did
 *     not exceed since the node began; -1 without write-behind
 * @param restorePoints shards that the node once took from PostgreSQL, the latest time of each
 */
public record GridStatus(
    String memberId,
    String version,
    List<ShardStatus> shards,
    long catalogueVersion,
    List<String> alarms,
    long writeBehindLagP99Millis,
    List<RestorePoint> restorePoints) {

  public GridStatus {
    shards = List.copyOf(shards);
    alarms = List.copyOf(alarms);
    restorePoints = List.copyOf(restorePoints);
  }

  /**
   * How far a shard reached when it was restored from PostgreSQL. What was acknowledged later than
   * its effect, and before the restore, is lost.
   *
   * @param restoreTime when it was restored; creates issued before are refused
   * @param epoch of the owner that had written it behind last
   * @param sequence the latest effect that PostgreSQL had, 0 if it had none
   * @param effectTime when that effect was decided; empty if there was none
   * @param largestLagMillis the longest that an effect had ever waited for PostgreSQL
   */
  public record RestorePoint(
      int shard,
      Instant restoreTime,
      long epoch,
      long sequence,
      Optional<Instant> effectTime,
      long largestLagMillis) {}

  /**
   * How one shard does.
   *
   * @param sequence the latest committed effect
   * @param snapshotSequence the effect up to which a snapshot is on disk
   * @param endedHolds ended holds whose identity is still known
   * @param reason why it is closed, in plain words, or empty
   * @param drainedSequence the effect up to which PostgreSQL has everything; 0 if not known
   * @param lagMillis how long the oldest effect that is not there has waited; 0 if none is
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
      String reason,
      long drainedSequence,
      long lagMillis) {}
}
