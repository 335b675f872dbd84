package dev.holdfast.cluster.ledger;

import dev.holdfast.engine.Explanation.Level;
import dev.holdfast.engine.rows.Movement;
import dev.holdfast.engine.shard.Frame;
import dev.holdfast.engine.shard.Projection;
import dev.holdfast.engine.shard.Shard;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Folds the log that PostgreSQL keeps, and compares each movement that comes of it with the one
 * that was written. Both are read once, side by side. One thread.
 */
final class LogCheck {
  private static final int CHUNK = 2_000;
  private static final int PENDING = 2_000;
  private static final Comparator<Movement> ORDER =
      Comparator.comparingLong(Movement::sequence)
          .thenComparingInt(Movement::sku)
          .thenComparingInt(Movement::location);

  private final Connection connection;
  private final int shard;
  private final Differences log;
  private final Differences movements;
  private final Deque<Movement> expected = new ArrayDeque<>();
  private long compared;
  private long epoch;

  /**
   * A check.
   *
   * @param log hears of gaps, falling epochs, and records that cannot be folded
   * @param movements hears of movements that are not what the log says
   */
  LogCheck(Connection connection, int shard, Differences log, Differences movements) {
    this.connection = connection;
    this.shard = shard;
    this.log = log;
    this.movements = movements;
  }

  /** Movements compared. */
  long compared() {
    return compared;
  }

  /**
   * Folds all records after the base.
   *
   * @param base a shard that nobody else uses
   * @return what it came to, up to the last record that could be folded
   */
  Projection fold(Shard base) throws SQLException {
    long from = base.sequence();
    Projection projection = new Projection(base);
    try (PreparedStatement effects =
            prepare(
                "select epoch, first_sequence, last_sequence, record from effects"
                    + " where shard = ? and last_sequence > ? order by last_sequence",
                from);
        PreparedStatement moved =
            prepare(
                """
                select sequence, sku_number, location_number, kind, home, hold, pool_number,
                  on_hand_before, held_before, committed_before, on_hand, held, committed,
                  safety, quota_since, quota_used, at
                from movements where shard = ? and sequence > ?
                order by sequence, sku_number, location_number
                """,
                from);
        ResultSet record = effects.executeQuery();
        Written written = new Written(moved.executeQuery())) {
      while (record.next()) {
        if (!fold(record, projection)) {
          return projection;
        }
        if (projection.pending() > PENDING) {
          take(projection, written);
        }
      }
      take(projection, written);
      written.rest();
    }
    return projection;
  }

  private PreparedStatement prepare(String sql, long from) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setInt(1, shard);
    statement.setLong(2, from);
    statement.setFetchSize(CHUNK);
    return statement;
  }

  private boolean fold(ResultSet row, Projection into) throws SQLException {
    long first = row.getLong(2);
    long last = row.getLong(3);
    byte[] bytes = row.getBytes(4);
    try {
      Header header = Header.of(bytes, 0);
      boolean same =
          header.epoch() == row.getLong(1)
              && header.first() == first
              && header.first() + header.count() - 1 == last;
      if (!same) {
        log.accept("the record of effects " + first + " to " + last + " says " + header);
      }
      if (header.epoch() < epoch) {
        log.accept("the epoch falls from " + epoch + " to " + header.epoch() + " at " + first);
      }
      epoch = header.epoch();
      into.fold(Frame.wrap(bytes, bytes.length));
      return true;
    } catch (RuntimeException e) {
      log.accept("the record of effects " + first + " to " + last + " cannot be folded: " + e);
      return false;
    }
  }

  private void take(Projection projection, Written written) throws SQLException {
    List<Movement> folded = projection.changes().movements().stream().sorted(ORDER).toList();
    expected.addAll(folded);
    while (!expected.isEmpty()) {
      compare(expected.removeFirst(), projection, written);
    }
    projection.clear();
  }

  /** Rows before it are too many; if none is it, it is missing. */
  private void compare(Movement movement, Projection names, Written written) throws SQLException {
    compared++;
    Row row = written.peek();
    while (row != null && row.before(movement)) {
      movements.accept(row + " is not in the log");
      row = written.next();
    }
    String what =
        "movement %d of %s at location %d"
            .formatted(movement.sequence(), names.name(movement.sku()), movement.location());
    if (row == null || !row.isAt(movement)) {
      movements.accept(what + " is missing");
      return;
    }
    Row folded = Row.of(movement);
    if (!row.equals(folded)) {
      movements.accept(what + " is " + row + ", the log says " + folded);
    }
    written.next();
  }

  /** A movement as a row. */
  private record Row(
      long sequence,
      int sku,
      int location,
      int kind,
      int home,
      @Nullable UUID hold,
      int pool,
      Level before,
      Level after,
      long safety,
      long quotaSince,
      long quotaUsed,
      long timeMillis) {

    static Row of(Movement m) {
      return new Row(
          m.sequence(),
          m.sku(),
          m.location(),
          m.kind().number(),
          m.home(),
          m.home() < 0 ? null : new UUID(m.high(), m.low()),
          m.pool(),
          new Level(m.onHandBefore(), m.heldBefore(), m.committedBefore()),
          new Level(m.onHand(), m.held(), m.committed()),
          m.safety(),
          m.quotaSince(),
          m.quotaUsed(),
          m.timeMillis());
    }

    boolean isAt(Movement m) {
      return sequence == m.sequence() && sku == m.sku() && location == m.location();
    }

    boolean before(Movement m) {
      return sequence != m.sequence()
          ? sequence < m.sequence()
          : sku != m.sku() ? sku < m.sku() : location < m.location();
    }

    @Override
    public String toString() {
      return "%d: kind %d, %s, %s to %s, safety %d, quota %d of %d, at %d"
          .formatted(
              sequence,
              kind,
              Objects.toString(hold, "no hold"),
              before,
              after,
              safety,
              quotaUsed,
              quotaSince,
              timeMillis);
    }
  }

  /** The movements that were written, one at a time. */
  private final class Written implements AutoCloseable {
    private final ResultSet rows;
    private @Nullable Row current;

    Written(ResultSet rows) throws SQLException {
      this.rows = rows;
      next();
    }

    @Nullable Row peek() {
      return current;
    }

    @Nullable Row next() throws SQLException {
      current = rows.next() ? read() : null;
      return current;
    }

    private Row read() throws SQLException {
      return new Row(
          rows.getLong(1),
          rows.getInt(2),
          rows.getInt(3),
          rows.getInt(4),
          orNone(rows.getInt(5)),
          rows.getObject(6, UUID.class),
          orNone(rows.getInt(7)),
          new Level(rows.getLong(8), rows.getLong(9), rows.getLong(10)),
          new Level(rows.getLong(11), rows.getLong(12), rows.getLong(13)),
          (long) orNone(rows.getLong(14)),
          rows.getLong(15),
          rows.getLong(16),
          rows.getTimestamp(17).getTime());
    }

    private int orNone(int value) throws SQLException {
      return rows.wasNull() ? -1 : value;
    }

    private long orNone(long value) throws SQLException {
      return rows.wasNull() ? -1 : value;
    }

    void rest() throws SQLException {
      while (current != null) {
        movements.accept(current + " is not in the log");
        next();
      }
    }

    @Override
    public void close() throws SQLException {
      rows.close();
    }
  }
}
