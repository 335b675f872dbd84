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
 * @param members those that joined and did not leave; empty in a grid of one
 * @param copies of each shard that are wanted
 */
public record GridStatus(
    String memberId,
    List<ShardStatus> shards,
    long catalogueVersion,
    List<String> alarms,
    long behindLagP99Millis,
    List<RestorePoint> restorePoints,
    List<MemberStatus> members,
    int copies) {

  /** Of a grid of one. */
  public GridStatus(
      String memberId,
      List<ShardStatus> shards,
      long catalogueVersion,
      List<String> alarms,
      long behindLagP99Millis,
      List<RestorePoint> restorePoints) {
    this(
        memberId,
        shards,
        catalogueVersion,
        alarms,
        behindLagP99Millis,
        restorePoints,
        List.of(),
        1);
  }

  /** Without write-behind. */
  public GridStatus(
      String memberId, List<ShardStatus> shards, long catalogueVersion, List<String> alarms) {
    this(memberId, shards, catalogueVersion, alarms, -1, List.of());
  }

  /** A member, and whether this one believes that it is alive. */
  public record MemberStatus(String memberId, boolean alive) {}

  /** What a member is to a shard. */
  public enum Role {
    /** It decides. */
    OWNER,
    /** It has what the owner has. */
    COPY,
    /** It is being given what the owner has. */
    LOADING,
    /** Neither, or it cannot be what it should. */
    CLOSED
  }

  /**
   * Who has a shard.
   *
   * @param role of this member
   * @param ownerId the ratified owner, or empty if it never had one or there is no other member
   * @param copyIds the members that have every effect, the owner among them
   */
  public record Seat(Role role, String ownerId, List<String> copyIds) {
    static final Seat ALONE = new Seat(Role.OWNER, "", List.of());
  }

  /**
   * How one shard does.
   *
   * @param open whether this member serves it
   * @param reason why it does not, or empty
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
      long lagMillis,
      Seat seat) {

    /** In a grid of one. */
    public ShardStatus(
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
          drainedSequence,
          lagMillis,
          Seat.ALONE);
    }

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
