package dev.holdfast.cluster.behind;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/**
 * Where the grid is written behind itself. One thread, but for {@link #reading} and {@link #close};
 * every call ends within a bounded time. After a {@link LedgerException} the next call starts
 * afresh, and {@link #takeOver} says where things stand.
 */
public interface Ledger extends AutoCloseable {

  /**
   * Brings the rows of shards to the epochs of their owner where they are below, and commits that
   * alone: from then on no older owner can move them.
   *
   * @param epochs by shard
   * @return where each shard stands now; a shard is missing while a transaction of another drainer
   *     holds its row
   */
  Map<Integer, Watermark> takeOver(Map<Integer, Long> epochs);

  /**
   * Writes all of a round, or nothing. The rows of its shards are locked and compared first.
   *
   * @throws LedgerException if it was not written, or perhaps was
   */
  void write(Round round);

  /**
   * Reads the rows of a shard as of one moment.
   *
   * @param windowMillis what ended longer ago, in shard time, is left out
   */
  void read(int shard, long windowMillis, Rows sink);

  /**
   * A connection for long reads of what was written, to be closed: read-only, without auto-commit,
   * REPEATABLE READ. Any thread.
   *
   * @throws SQLException at once while the ledger is away
   */
  Connection reading() throws SQLException;

  /** Ends what is under way; any thread. */
  @Override
  void close();
}
