package dev.holdfast.cluster.behind;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;

/**
 * Where the grid is written behind itself. One thread, but for {@link #reading} and {@link #close};
 * every call ends within a bounded time. After a {@link LedgerException} the next call starts
 * afresh, and {@link #takeOver} says where things stand.
 */
public interface Ledger extends AutoCloseable {

  /**
   * Where rows stand and what the log holds there; nothing is changed.
   *
   * @param upTo the last effect of each shard's journal; a shard that was never drained is missing
   *     in the answer
   */
  Map<Integer, Witness> look(Map<Integer, Long> upTo);

  /**
   * Brings the rows of shards to the epochs of their owner where they are below, and commits that
   * alone: from then on no older owner can move them.
   *
   * @param member the owner
   * @param epochs by shard
   * @param seen where rows stood; one that has moved since is left alone
   * @return where each shard stands now; a shard is missing while a transaction of another drainer
   *     holds its row
   */
  Map<Integer, Watermark> takeOver(
      UUID member, Map<Integer, Long> epochs, Map<Integer, Watermark> seen);

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
