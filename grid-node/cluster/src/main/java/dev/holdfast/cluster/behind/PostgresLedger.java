package dev.holdfast.cluster.behind;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ledger in PostgreSQL, over one connection that is made anew when it breaks. */
public final class PostgresLedger implements Ledger {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresLedger.class);

  /** How PostgreSQL lists the connections of drainers. */
  static final String APPLICATION = "holdfast-drainer";

  private static final String NO_PARTITION = "23514";
  private static final long DAY_MILLIS = 86_400_000;

  private final Connections source;
  private final LedgerTimeouts timeouts;
  private final Statements statements = new Statements();
  private final Watermarks watermarks = new Watermarks();
  private final ChangeWriter writer = new ChangeWriter(watermarks);
  private volatile @Nullable Connection connection;
  private volatile boolean closed;

  /** A ledger that connects when it is first used. */
  public PostgresLedger(Connections source, LedgerTimeouts timeouts) {
    this.source = source;
    this.timeouts = timeouts;
  }

  /** Work on a connection. */
  private interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  @Override
  public Map<Integer, Witness> look(Map<Integer, Long> upTo) {
    return call(at -> Watermarks.look(at, statements, upTo));
  }

  @Override
  public Map<Integer, Watermark> takeOver(
      UUID member, Map<Integer, Long> epochs, Map<Integer, Watermark> seen) {
    return call(
        at -> {
          watermarks.raise(at, statements, member, epochs, seen);
          at.commit();
          Map<Integer, Watermark> ours =
              new TreeMap<>(watermarks.read(at, statements, List.copyOf(epochs.keySet()), false));
          ours.values().removeIf(row -> row.epoch() < epochs.getOrDefault(row.shard(), 0L));
          if (ours.size() < epochs.size()) {
            watermarks.endStopped(at, statements, APPLICATION, timeouts.idleMillis());
          }
          return ours;
        });
  }

  @Override
  public void write(Round round) {
    call(
        at -> {
          cover(round);
          boolean anew = round.stretches().stream().anyMatch(Stretch::anew);
          at.setNetworkTimeout(Runnable::run, anew ? 0 : timeouts.socketMillis());
          writer.write(at, statements, round);
          return round;
        });
    writer.committed();
  }

  /** A stretch is cut by size and never at midnight: it may span many days. */
  private void cover(Round round) throws SQLException {
    long covered = Long.MIN_VALUE;
    for (Stretch stretch : round.stretches()) {
      for (LogRecord record : stretch.records()) {
        long day = Math.floorDiv(record.timeMillis(), DAY_MILLIS);
        if (day != covered) {
          source.cover(record.timeMillis());
          covered = day;
        }
      }
    }
  }

  @Override
  public void read(int shard, long windowMillis, Rows sink) {
    try (Connection reading = source.reading()) {
      new RowReader(reading, shard, windowMillis).read(sink);
      reading.rollback();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public Connection reading() throws SQLException {
    return source.reading();
  }

  private <T> T call(Work<T> work) {
    try {
      Connection at = connected();
      T done = work.on(at);
      at.commit();
      return done;
    } catch (SQLException e) {
      disconnect();
      if (NO_PARTITION.equals(e.getSQLState())) {
        source.forgetDays();
      }
      throw failed(e);
    } catch (RuntimeException | Error e) {
      disconnect();
      throw e;
    }
  }

  private static LedgerException failed(SQLException e) {
    return new LedgerException(String.valueOf(e.getMessage()), e);
  }

  private Connection connected() throws SQLException {
    Connection known = connection;
    if (known != null) {
      return known;
    }
    Connection fresh = source.connection();
    connection = fresh;
    if (closed) {
      throw new SQLException("the ledger is closed");
    }
    fresh.setNetworkTimeout(Runnable::run, timeouts.socketMillis());
    try (Statement set = fresh.createStatement()) {
      set.execute(session(fresh.getMetaData().getDatabaseMajorVersion()));
    }
    fresh.commit();
    return fresh;
  }

  /** Bounded in every way; and never a plan that walks through a table that was empty once. */
  private String session(int version) {
    String bounded = version < 17 ? "" : ";set transaction_timeout = " + timeouts.socketMillis();
    return "set application_name = '"
        + APPLICATION
        + "';set lock_timeout = "
        + timeouts.lockMillis()
        + ";set statement_timeout = "
        + timeouts.statementMillis()
        + ";set idle_in_transaction_session_timeout = "
        + timeouts.idleMillis()
        + bounded
        + ";set enable_seqscan = off;set enable_hashjoin = off;set enable_mergejoin = off"
        + ";set plan_cache_mode = force_generic_plan;set jit = off";
  }

  /** Whatever was under way is not committed from here any more. */
  private void disconnect() {
    Connection broken = connection;
    connection = null;
    statements.clear();
    if (broken != null) {
      giveUp(broken);
    }
  }

  private static void giveUp(Connection connection) {
    try (connection) {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It is not used again either way.
      LOG.debug("a connection did not close in order", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    Connection open = connection;
    if (open != null) {
      giveUp(open);
    }
  }
}
