package dev.holdfast.cluster.behind;

import dev.holdfast.cluster.control.CatalogueBytes;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.Location;
import dev.holdfast.engine.catalogue.Pool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Writes versions of pools and locations, and their latest for people. One thread. */
final class CatalogueWriter {
  private static final String VERSION =
      "insert into catalogue (version, content) values (?, ?) on conflict do nothing";
  private static final String ALONE = "lock table pools in share row exclusive mode";
  private static final String LATER = "select 1 from catalogue where version > ? limit 1";
  private static final String LOCATION =
      """
      insert into locations (number, location, kind, removed) values (?, ?, ?, ?)
      on conflict (number) do update set kind = excluded.kind, removed = excluded.removed\
      """;
  private static final String POOL =
      """
      insert into pools (number, pool, locations, removed) values (?, ?, ?, ?)
      on conflict (number) do update set
        locations = excluded.locations, removed = excluded.removed\
      """;

  private long written;
  private long writing;

  /** Writes the versions that were not written before. */
  void send(Round round, Connection connection, Statements statements) throws SQLException {
    Catalogue catalogue = round.catalogue();
    writing = written;
    if (catalogue.version() <= written) {
      return;
    }
    writing = catalogue.version();
    for (Catalogue before : round.before()) {
      if (before.version() > written) {
        version(before, connection, statements);
      }
    }
    if (version(catalogue, connection, statements) && isLatest(catalogue, connection, statements)) {
      locations(catalogue, statements.get(connection, LOCATION));
      pools(catalogue, connection, statements.get(connection, POOL));
    }
  }

  /** Whether it was not there. */
  private static boolean version(Catalogue catalogue, Connection connection, Statements statements)
      throws SQLException {
    PreparedStatement version = statements.get(connection, VERSION);
    version.setLong(1, catalogue.version());
    version.setBytes(2, CatalogueBytes.write(catalogue));
    return version.executeUpdate() > 0;
  }

  /** Another member's drainer may have written a later one: its pools and locations stay. */
  private static boolean isLatest(Catalogue catalogue, Connection connection, Statements statements)
      throws SQLException {
    statements.get(connection, ALONE).execute();
    PreparedStatement later = statements.get(connection, LATER);
    later.setLong(1, catalogue.version());
    try (ResultSet row = later.executeQuery()) {
      return !row.next();
    }
  }

  private static void locations(Catalogue catalogue, PreparedStatement statement)
      throws SQLException {
    List<String> names = catalogue.locationNames();
    for (int number = 0; number < names.size(); number++) {
      int each = number;
      Optional<Location> now =
          catalogue.location(names.get(number)).filter(location -> location.number() == each);
      statement.setInt(1, number);
      statement.setString(2, names.get(number));
      statement.setString(3, now.map(location -> location.kind().name()).orElse(""));
      statement.setBoolean(4, now.isEmpty());
      statement.addBatch();
    }
    statement.executeBatch();
  }

  private static void pools(Catalogue catalogue, Connection connection, PreparedStatement statement)
      throws SQLException {
    List<String> names = catalogue.poolNames();
    for (int number = 0; number < names.size(); number++) {
      int each = number;
      Optional<Pool> now = catalogue.pool(names.get(number)).filter(p -> p.number() == each);
      statement.setInt(1, number);
      statement.setString(2, names.get(number));
      statement.setArray(
          3,
          connection.createArrayOf(
              "text", now.map(Pool::locations).orElse(List.of()).toArray(String[]::new)));
      statement.setBoolean(4, now.isEmpty());
      statement.addBatch();
    }
    statement.executeBatch();
  }

  /** What was sent last is committed. */
  void committed() {
    written = writing;
  }
}
