package dev.holdfast.cluster.behind;

import dev.holdfast.engine.RestorePoint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** How far shards can be restored from their rows, and what is known of earlier times. */
final class RestorePoints {
  private static final String NOW =
      """
      select epoch, sequence, (extract(epoch from shard_time) * 1000)::bigint, largest_lag_ms
      from shards where shard = ?\
      """;
  private static final String EARLIER =
      """
      select (extract(epoch from restored_at) * 1000)::bigint, shard, epoch, sequence,
        (extract(epoch from shard_time) * 1000)::bigint, largest_lag_ms
      from restores\
      """;
  private static final String NOTE =
      """
      insert into restores
        (shard, restored_at, member, epoch, sequence, shard_time, largest_lag_ms)
      values (?, timestamptz 'epoch' + ? * interval '1 ms', ?, ?, ?,
        timestamptz 'epoch' + ? * interval '1 ms', ?) on conflict do nothing\
      """;

  private RestorePoints() {}

  /** Where a shard's rows stand now; at 0 if it was never drained. */
  static RestorePoint now(Connection reading, int shard, long nowMillis) throws SQLException {
    try (PreparedStatement select = reading.prepareStatement(NOW)) {
      select.setInt(1, shard);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? new RestorePoint(
                nowMillis, shard, row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4))
            : new RestorePoint(nowMillis, shard, 0, 0, 0, 0);
      }
    }
  }

  /** All that were ever restored. */
  static List<RestorePoint> earlier(Connection reading) throws SQLException {
    List<RestorePoint> points = new ArrayList<>();
    try (PreparedStatement select = reading.prepareStatement(EARLIER);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        points.add(
            new RestorePoint(
                row.getLong(1),
                row.getInt(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6)));
      }
    }
    return points;
  }

  static void note(Connection connection, UUID member, List<RestorePoint> points)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(NOTE)) {
      for (RestorePoint point : points) {
        insert.setInt(1, point.shard());
        insert.setLong(2, point.atMillis());
        insert.setObject(3, member);
        insert.setLong(4, point.epoch());
        insert.setLong(5, point.sequence());
        insert.setLong(6, point.timeMillis());
        insert.setLong(7, point.largestLagMillis());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}
