package dev.holdfast.cluster.behind;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The prepared statements of one connection, so that the server plans each of them once. */
final class Statements {
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  PreparedStatement get(Connection connection, String sql) throws SQLException {
    PreparedStatement known = prepared.get(sql);
    if (known == null) {
      known = connection.prepareStatement(sql);
      prepared.put(sql, known);
    }
    return known;
  }

  /** For another connection. */
  void clear() {
    prepared.clear();
  }
}
