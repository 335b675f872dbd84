package dev.holdfast.cluster.behind;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The connection whose advisory lock says that a member of the store's grid lives. One thread at a
 * time.
 */
final class Session implements AutoCloseable {

  /** "holdfast" in ASCII. Advisory locks are a database's own. */
  private static final long LOCK = 0x686f6c6466617374L;

  private static final int CHECK_SECONDS = 5;

  private final Connection connection;

  private Session(Connection connection) {
    this.connection = connection;
  }

  static Session open(DataSource source) throws SQLException {
    return new Session(source.getConnection());
  }

  /** Whose rows these are; empty before the first grid came. */
  Optional<GridIdentity> grid() throws SQLException {
    if (!isTrue("select to_regclass('grid') is not null")) {
      return Optional.empty();
    }
    try (PreparedStatement select = connection.prepareStatement("select id, shards from grid");
        ResultSet row = select.executeQuery()) {
      return row.next()
          ? Optional.of(new GridIdentity(row.getObject(1, UUID.class), row.getInt(2)))
          : Optional.empty();
    }
  }

  /** Makes the store this grid's, unless it is somebody's; answers whose it is. */
  GridIdentity register(GridIdentity ours) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into grid (id, shards) values (?, ?) on conflict do nothing")) {
      insert.setObject(1, ours.id());
      insert.setInt(2, ours.shards());
      insert.executeUpdate();
    }
    return grid().orElseThrow(() -> new SQLException("the table grid has no row"));
  }

  /** Whether no member of the store's grid lives; if so, none can until this session is closed. */
  boolean isAbandoned() throws SQLException {
    return isTrue("select pg_try_advisory_lock(" + LOCK + ")");
  }

  /** Says that a member lives, beside others of its grid. */
  void live() throws SQLException {
    if (!isTrue("select pg_try_advisory_lock_shared(" + LOCK + ")")) {
      throw new SQLTransientConnectionException("another member is about to take the store over");
    }
  }

  /** Gives up what {@link #isAbandoned} took. */
  void letOthersLive() throws SQLException {
    isTrue("select pg_advisory_unlock(" + LOCK + ")");
  }

  void check() throws SQLException {
    if (!connection.isValid(CHECK_SECONDS)) {
      throw new SQLTransientConnectionException("the connection broke");
    }
  }

  private boolean isTrue(String query) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(query);
        ResultSet row = select.executeQuery()) {
      return row.next() && row.getBoolean(1);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
