package dev.holdfast.cluster.behind;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;

/** Deletes what ended long ago, in steps that keep nobody waiting. One thread. */
final class Retention {

  /** Rows that a step deletes at most. */
  static final int STEP = 500;

  /** A hold, its lines and its identities go together. */
  private static final String HOLDS =
      """
      with old as (
        select shard, id, home from holds
        where end_time < ? order by end_time limit ? for update skip locked
      ), lines_gone as (
        delete from lines using old
        where (lines.shard, lines.id, lines.home) = (old.shard, old.id, old.home)
      ), identities_gone as (
        delete from identities using old
        where (identities.shard, identities.hold) = (old.shard, old.id) and old.home = -1
      )
      delete from holds using old
      where (holds.shard, holds.id, holds.home) = (old.shard, old.id, old.home)
      """;

  private static final String ADJUSTMENTS =
      """
      with old as (
        select shard, id from identities
        where hold is null and made_at < ? order by made_at limit ? for update skip locked
      )
      delete from identities using old
      where identities.hold is null and (identities.shard, identities.id) = (old.shard, old.id)
      """;

  private Retention() {}

  /**
   * One step, in a transaction of its own.
   *
   * @return whether there may be more
   */
  static boolean step(Connection connection, Instant before) throws SQLException {
    int most = Math.max(delete(connection, HOLDS, before), delete(connection, ADJUSTMENTS, before));
    connection.commit();
    return most == STEP;
  }

  private static int delete(Connection connection, String sql, Instant before) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.setTimestamp(1, Timestamp.from(before));
      delete.setInt(2, STEP);
      return delete.executeUpdate();
    }
  }
}
