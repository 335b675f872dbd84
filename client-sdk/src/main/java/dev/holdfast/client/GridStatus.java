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
 * @param members those that joined the grid and did not leave it; empty in a grid of one
 * @param wantedCopies of each shard
 */
public record GridStatus(
    String memberId,
    String version,
    List<ShardStatus> shards,
    long catalogueVersion,
    List<String> alarms,
    long writeBehindLagP99Millis,
    List<RestorePoint> restorePoints,
    List<MemberStatus> members,
    int wantedCopies) {

  public GridStatus {
    shards = List.copyOf(shards);
    alarms = List.copyOf(alarms);
    restorePoints = List.copyOf(restorePoints);
    members = List.copyOf(members);
  }

  /** A member, and whether the node that answered believes that it is alive. */
  public record MemberStatus(String memberId, boolean alive) {}

  /** What the node that answered is to a shard. */
  public enum Role {
    /** It decides. */
    OWNER,
    /** It has what the owner has. */
    COPY,
    /** It is being given what the owner has. */
    LOADING,
    /** It has none, or not all that a copy must have. */
    NONE,
    /** A role that this version of the SDK does not know. */
    UNRECOGNIZED
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
   * @param open whether the node serves it
   * @param sequence the latest committed effect
   * @param snapshotSequence the effect up to which a snapshot is on disk
   * @param endedHolds ended holds whose identity is still known
   * @param reason why it is closed, in plain words, or empty
   * @param drainedSequence the effect up to which PostgreSQL has everything; 0 if not known
   * @param lagMillis how long the oldest effect that is not there has waited; 0 if none is
   * @param ownerId the ratified owner; empty if it never had one, and in a grid of one
   * @param copyIds the members that have every effect, the owner among them
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
      long lagMillis,
      Role role,
      String ownerId,
      List<String> copyIds) {

    public ShardStatus {
      copyIds = List.copyOf(copyIds);
    }
  }
}
