package dev.holdfast.cluster.behind;

import dev.holdfast.engine.rows.HoldRow;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads the lines and marks of some holds of one shard. One thread. */
final class LineReader {
  private static final String LINES =
      """
      select l.id, l.home, line, sku_number, pin, requested, quantity, quota_since,
        locations, quantities, shipped, cancelled
      from unnest(?, ?) as u (id, home)
      join lines l on l.shard = ? and l.id = u.id::uuid and l.home = u.home
      order by l.id, l.home, place\
      """;

  /** The newest first. */
  private static final String MARKS =
      """
      select i.hold, i.id, i.digest from unnest(?) as u (id)
      join identities i on i.shard = ? and i.hold = u.id::uuid
      order by i.hold, place desc\
      """;

  private final Connection connection;
  private final int shard;
  private final List<HoldRow> holds;

  LineReader(Connection connection, int shard, List<HoldRow> holds) {
    this.connection = connection;
    this.shard = shard;
    this.holds = holds;
  }

  private static String[] ids(Stream<HoldRow> holds) {
    return holds.map(h -> new UUID(h.high(), h.low()).toString()).toArray(String[]::new);
  }

  Map<HoldRow.Key, List<HoldRow.Line>> lines() throws SQLException {
    Map<HoldRow.Key, List<HoldRow.Line>> found = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(LINES)) {
      statement.setObject(1, ids(holds.stream()));
      statement.setObject(2, holds.stream().mapToInt(HoldRow::home).toArray());
      statement.setInt(3, shard);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.computeIfAbsent(key(row, row.getInt(2)), any -> new ArrayList<>(2)).add(line(row));
        }
      }
    }
    return found;
  }

  private static HoldRow.Key key(ResultSet row, int home) throws SQLException {
    UUID id = row.getObject(1, UUID.class);
    return new HoldRow.Key(id.getMostSignificantBits(), id.getLeastSignificantBits(), home);
  }

  private static HoldRow.Line line(ResultSet row) throws SQLException {
    Integer[] locations = ints(row.getArray(9));
    Integer[] quantities = ints(row.getArray(10));
    Integer[] shipped = ints(row.getArray(11));
    Integer[] cancelled = ints(row.getArray(12));
    List<HoldRow.Unit> units = new ArrayList<>(locations.length);
    for (int i = 0; i < locations.length; i++) {
      units.add(new HoldRow.Unit(locations[i], quantities[i], shipped[i], cancelled[i]));
    }
    return new HoldRow.Line(
        row.getInt(3),
        row.getInt(4),
        row.getInt(5),
        row.getInt(6),
        row.getInt(7),
        row.getLong(8),
        List.copyOf(units));
  }

  private static Integer[] ints(Array array) throws SQLException {
    return (Integer[]) array.getArray();
  }

  Map<HoldRow.Key, List<HoldRow.Mark>> marks() throws SQLException {
    Map<HoldRow.Key, List<HoldRow.Mark>> found = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(MARKS)) {
      // An intent may stand beside its hold, under the same identity.
      statement.setObject(1, ids(holds.stream().filter(hold -> hold.home() < 0)));
      statement.setInt(2, shard);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          UUID id = row.getObject(2, UUID.class);
          found
              .computeIfAbsent(key(row, -1), any -> new ArrayList<>(2))
              .add(
                  new HoldRow.Mark(
                      id.getMostSignificantBits(), id.getLeastSignificantBits(), row.getLong(3)));
        }
      }
    }
    return found;
  }
}
