package dev.holdfast.cluster.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;

/** What is written behind the grid, for readers. Safe for any thread. */
public interface Written {

  /**
   * A connection for long reads, to be closed: read-only, without auto-commit, REPEATABLE READ.
   *
   * @throws SQLException at once while PostgreSQL is away
   */
  Connection reading() throws SQLException;

  /** Whether PostgreSQL is there, as far as is known. */
  boolean isReady();

  /** The latest effect of a shard that is known to be written, 0 for none. */
  long drained(int shard);

  /** Whether this member writes a shard behind, and so knows how far. */
  boolean writes(int shard);

  /** Nothing is written behind this grid. */
  static Written nowhere() {
    return new Written() {
      @Override
      public Connection reading() throws SQLException {
        throw new SQLNonTransientConnectionException("store.url is none");
      }

      @Override
      public boolean isReady() {
        return false;
      }

      @Override
      public long drained(int shard) {
        return 0;
      }

      @Override
      public boolean writes(int shard) {
        return false;
      }
    };
  }
}
