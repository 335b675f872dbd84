package dev.holdfast.cluster.behind;

import dev.holdfast.engine.rows.AdjustmentRow;
import dev.holdfast.engine.rows.HoldRow;
import dev.holdfast.engine.rows.NameRow;
import dev.holdfast.engine.rows.PositionRow;
import dev.holdfast.engine.rows.QuotaRow;
import dev.holdfast.engine.rows.ShardRow;
import dev.holdfast.engine.shard.HoldKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads all rows of one shard, in the transaction of its connection. One thread. */
public final class RowReader {
  private static final int CHUNK = 2_000;

  /** Longer than any store. */
  private static final long ALL_MILLIS = 100L * 365 * 24 * 60 * 60 * 1_000;

  private static final String MILLIS = "(extract(epoch from %s) * 1000)::bigint";

  private static final String HOLDS =
      """
      select id, home, hold_id, state, basket, synced, reopened, pool_number, order_id, %s, %s,
        coalesce(%s, 0), ttl_ms, digest, grant_epoch, grant_sequence, last_epoch, last_sequence,
        attempt, region, became_short
      from holds where shard = ? and\
      """
          .formatted(millis("create_time"), millis("expire_time"), millis("end_time"));

  /** As the shard itself has it: a reopened basket is alive until it is decided. */
  private static final String ENDED = "(end_time is not null and home = -1 and not reopened)";

  private final Connection connection;
  private final int shard;
  private final long windowMillis;
  private long timeMillis;

  /** A reader of all rows. */
  public RowReader(Connection connection, int shard) {
    this(connection, shard, ALL_MILLIS);
  }

  /**
   * A reader.
   *
   * @param windowMillis what ended longer ago, in shard time, is left out
   */
  RowReader(Connection connection, int shard, long windowMillis) {
    this.connection = connection;
    this.shard = shard;
    this.windowMillis = windowMillis;
  }

  private static String millis(String column) {
    return MILLIS.formatted(column);
  }

  /** What to do with each row. */
  private interface Each {
    void row(ResultSet row) throws SQLException;
  }

  /** Hands out the rows as they stand in the transaction. */
  public void read(Rows sink) throws SQLException {
    each(
        "select effect_epoch, sequence, "
            + millis("shard_time")
            + ", catalogue_version, oversold from shards where shard = ?",
        row -> {
          timeMillis = row.getLong(3);
          sink.shard(
              new ShardRow(
                  shard,
                  row.getLong(1),
                  row.getLong(2),
                  timeMillis,
                  row.getLong(4),
                  row.getLong(5)));
        });
    each(
        "select number, name from names where shard = ? order by number",
        row -> sink.name(new NameRow(row.getInt(1), row.getString(2))));
    positions(sink);
    holds(HOLDS + " not " + ENDED, sink);
    String known = " > timestamptz 'epoch' + " + (timeMillis - windowMillis) + " * interval '1 ms'";
    holds(
        HOLDS + " " + ENDED + " and end_time" + known + " order by end_time, last_sequence", sink);
    each(
        "select id, digest, "
            + millis("made_at")
            + " from identities where shard = ? and hold is null and made_at"
            + known
            + " order by made_at",
        row -> {
          UUID id = uuid(row, 1);
          sink.adjustment(
              new AdjustmentRow(
                  id.getMostSignificantBits(),
                  id.getLeastSignificantBits(),
                  row.getLong(2),
                  row.getLong(3)));
        });
    each(
        "select pool_number, sku_number, since, used, undecided from quotas where shard = ?",
        row ->
            sink.quota(
                new QuotaRow(
                    row.getInt(1), row.getInt(2), row.getLong(3), row.getLong(4), row.getLong(5))));
  }

  private void each(String sql, Each each) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, shard);
      statement.setFetchSize(CHUNK);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          each.row(row);
        }
      }
    }
  }

  private static UUID uuid(ResultSet row, int column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  /** Positions come once for each of their sources, the one in charge first. */
  private void positions(Rows sink) throws SQLException {
    List<PositionRow.Source> sources = new ArrayList<>();
    @Nullable PositionRow[] last = new PositionRow[1];
    each(
        """
        select p.sku_number, p.location_number, on_hand, held, committed, undecided,
          coalesce(safety, -1), source_number, source_version, quantity
        from positions p left join counts c on c.shard = p.shard
          and c.sku_number = p.sku_number and c.location_number = p.location_number
        where p.shard = ? order by p.sku_number, p.location_number, place\
        """,
        row -> {
          PositionRow before = last[0];
          boolean same =
              before != null && before.sku() == row.getInt(1) && before.location() == row.getInt(2);
          if (!same) {
            flush(before, sources, sink);
            last[0] = position(row);
          }
          int source = row.getInt(8);
          if (!row.wasNull()) {
            sources.add(new PositionRow.Source(source, row.getLong(9), row.getLong(10)));
          }
        });
    flush(last[0], sources, sink);
  }

  private static PositionRow position(ResultSet row) throws SQLException {
    return new PositionRow(
        row.getInt(1),
        row.getInt(2),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7),
        List.of());
  }

  private static void flush(@Nullable PositionRow p, List<PositionRow.Source> sources, Rows sink) {
    if (p != null) {
      sink.position(
          new PositionRow(
              p.sku(),
              p.location(),
              p.onHand(),
              p.held(),
              p.committed(),
              p.undecided(),
              p.safety(),
              List.copyOf(sources)));
      sources.clear();
    }
  }

  private void holds(String sql, Rows sink) throws SQLException {
    List<HoldRow> chunk = new ArrayList<>();
    each(
        sql,
        row -> {
          chunk.add(hold(row));
          if (chunk.size() == CHUNK) {
            complete(chunk, sink);
          }
        });
    complete(chunk, sink);
  }

  private static HoldRow hold(ResultSet row) throws SQLException {
    UUID id = uuid(row, 1);
    return new HoldRow(
        id.getMostSignificantBits(),
        id.getLeastSignificantBits(),
        HoldKey.of(row.getString(3)).text(),
        row.getInt(2),
        HoldWriter.STATES.indexOf(row.getString(4)),
        row.getBoolean(5),
        row.getBoolean(6),
        row.getBoolean(7),
        row.getBoolean(21),
        row.getInt(8),
        row.getLong(10),
        row.getLong(11),
        row.getLong(12),
        row.getInt(13),
        row.getLong(14),
        row.getLong(15),
        row.getLong(16),
        row.getLong(17),
        row.getLong(18),
        row.getLong(19),
        row.getLong(20),
        row.getString(9),
        List.of(),
        List.of());
  }

  /** Gives the holds their lines and marks, and hands them out. */
  private void complete(List<HoldRow> chunk, Rows sink) throws SQLException {
    LineReader details = new LineReader(connection, shard, chunk);
    Map<HoldRow.Key, List<HoldRow.Line>> lines = details.lines();
    Map<HoldRow.Key, List<HoldRow.Mark>> marks = details.marks();
    for (HoldRow h : chunk) {
      sink.hold(
          h.with(lines.getOrDefault(h.key(), List.of()), marks.getOrDefault(h.key(), List.of())));
    }
    chunk.clear();
  }
}
