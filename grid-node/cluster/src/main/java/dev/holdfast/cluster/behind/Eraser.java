package dev.holdfast.cluster.behind;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Takes away the rows of shards that are written anew. What has ended stays: nothing happens to it
 * any more, and whoever writes the rows may have forgotten it, as a shard does. The log and the
 * movements go whole, for between them and the next ones effects are missing. One thread.
 */
final class Eraser {
  private static final List<String> TABLES =
      List.of("names", "positions", "counts", "quotas", "effects", "movements");

  private static final String ALIVE =
      """
      with old as (
        delete from holds where shard = ? and (end_time is null or home >= 0 or reopened)
        returning shard, id, home),
      old_lines as (
        delete from lines l using old
        where l.shard = old.shard and l.id = old.id and l.home = old.home)
      delete from identities i using old
      where i.shard = old.shard and i.hold = old.id and old.home = -1\
      """;

  private Eraser() {}

  /** In the round's transaction, which may take as long as it takes, also between statements. */
  static void erase(Connection connection, int version, Stretch stretch) throws SQLException {
    try (Statement set = connection.createStatement()) {
      set.execute("set local statement_timeout = 0");
      set.execute("set local idle_in_transaction_session_timeout = 0");
      if (version >= 17) {
        set.execute("set local transaction_timeout = 0");
      }
    }
    for (String table : TABLES) {
      delete(connection, "delete from " + table + " where shard = ?", stretch.shard());
    }
    delete(connection, ALIVE, stretch.shard());
  }

  private static void delete(Connection connection, String sql, int shard) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, shard);
      statement.executeUpdate();
    }
  }
}
