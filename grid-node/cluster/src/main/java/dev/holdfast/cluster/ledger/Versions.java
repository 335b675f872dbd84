package dev.holdfast.cluster.ledger;

import dev.holdfast.cluster.control.CatalogueBytes;
import dev.holdfast.engine.catalogue.Catalogue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;

/** Earlier versions of pools and locations, as PostgreSQL keeps them. One thread. */
final class Versions {
  private static final int CHUNK = 16;

  private final Connection connection;
  private final Catalogue now;

  Versions(Connection connection, Catalogue now) {
    this.connection = connection;
    this.now = now;
  }

  /** The oldest version kept that is not before this one. */
  Catalogue from(long version) throws SQLException {
    if (version >= now.version()) {
      return now;
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            "select content from catalogue where version >= ? order by version limit 1")) {
      select.setLong(1, version);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? CatalogueBytes.read(row.getBytes(1)) : now;
      }
    }
  }

  /** The largest safety stock that each location ever had, in a version kept or now. */
  long[] largestSafeties() throws SQLException {
    long[] safeties = new long[now.locationNames().size()];
    raise(safeties, now);
    try (PreparedStatement select = connection.prepareStatement("select content from catalogue")) {
      select.setFetchSize(CHUNK);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          raise(safeties, CatalogueBytes.read(row.getBytes(1)));
        }
      }
    }
    return safeties;
  }

  private static void raise(long[] safeties, Catalogue by) {
    for (int location = 0; location < safeties.length; location++) {
      safeties[location] = Math.max(safeties[location], by.safety(location));
    }
  }

  /** The latest version that was written until a time, 0 if none was. */
  long latest(long untilMillis) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select coalesce(max(version), 0) from catalogue where saved_at <= ?")) {
      select.setTimestamp(1, new Timestamp(untilMillis));
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }
}
