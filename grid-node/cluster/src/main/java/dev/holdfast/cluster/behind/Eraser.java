package dev.holdfast.cluster.behind;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Takes away the rows of shards that are written anew. One thread. */
final class Eraser {
  private static final List<String> TABLES =
      List.of("names", "positions", "counts", "holds", "lines", "identities", "quotas");

  private Eraser() {}

  /** In the round's transaction, which may take as long as it takes. */
  static void erase(Connection connection, int version, Stretch stretch) throws SQLException {
    try (Statement set = connection.createStatement()) {
      set.execute("set local statement_timeout = 0");
      if (version >= 17) {
        set.execute("set local transaction_timeout = 0");
      }
    }
    for (String table : TABLES) {
      delete(connection, "delete from " + table + " where shard = ?", stretch.shard());
    }
    long upTo = stretch.changes().at().sequence();
    delete(
        connection,
        "delete from effects where shard = ? and last_sequence > " + upTo,
        stretch.shard());
    delete(
        connection,
        "delete from movements where shard = ? and sequence > " + upTo,
        stretch.shard());
  }

  private static void delete(Connection connection, String sql, int shard) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, shard);
      statement.executeUpdate();
    }
  }
}
