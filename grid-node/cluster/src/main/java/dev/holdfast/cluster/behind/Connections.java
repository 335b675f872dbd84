package dev.holdfast.cluster.behind;

import java.sql.Connection;
import java.sql.SQLException;

/** Where a ledger gets its connections. Safe for any thread; never blocks for ever. */
public interface Connections {

  /** A connection to write with, without auto-commit. */
  Connection connection() throws SQLException;

  /** A connection for long reads: read-only, without auto-commit, REPEATABLE READ. */
  Connection reading() throws SQLException;

  /**
   * Sees to it that effects and movements of this time can be written.
   *
   * @param millis shard time, UTC epoch milliseconds
   */
  void cover(long millis) throws SQLException;

  /** A row found no place for its time: what is known of places is to be looked up again. */
  void forgetDays();
}
