package dev.holdfast.cluster.behind;

import dev.holdfast.engine.rows.HoldRow;
import dev.holdfast.engine.shard.HoldKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/**
 * Writes holds, their lines and the identities under them. A hold whose lines changed has them
 * taken away and written anew. One thread.
 */
final class HoldWriter {
  /** By the number of a state. */
  static final List<String> STATES = List.of("OPENING", "HELD", "CONFIRMED", "RELEASED", "EXPIRED");

  private static final String KEYS = "unnest(?, ?, ?) as u (shard, id, home)";

  private final ArrayRows gone =
      new ArrayRows(
          "delete from holds h using "
              + KEYS
              + " where h.shard = u.shard and h.id = u.id::uuid and h.home = u.home");
  private final ArrayRows oldLines =
      new ArrayRows(
          "delete from lines l using "
              + KEYS
              + " where l.shard = u.shard and l.id = u.id::uuid and l.home = u.home");
  private final ArrayRows oldMarks =
      new ArrayRows(
          """
          delete from identities i using unnest(?, ?) as u (shard, id)
          where i.shard = u.shard and i.hold = u.id::uuid\
          """);
  private final ArrayRows holds =
      new ArrayRows(
          """
          insert into holds (shard, id, home, hold_id, state, basket, synced, reopened,
            pool_number, pool, order_id, create_time, expire_time, end_time, ttl_ms, digest,
            grant_epoch, grant_sequence, last_epoch, last_sequence, attempt, region)
          select a, b::uuid, c, d, e, f, g, h, i, j, k, timestamptz 'epoch' + l * interval '1 ms',
            timestamptz 'epoch' + m * interval '1 ms',
            timestamptz 'epoch' + nullif(n, 0) * interval '1 ms', o, p, q, r, s, t, u, v
          from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            as z (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v)
          on conflict (shard, id, home) do update set
            hold_id = excluded.hold_id, state = excluded.state, basket = excluded.basket,
            synced = excluded.synced, reopened = excluded.reopened,
            pool_number = excluded.pool_number, pool = excluded.pool,
            order_id = excluded.order_id, create_time = excluded.create_time,
            expire_time = excluded.expire_time, end_time = excluded.end_time,
            ttl_ms = excluded.ttl_ms, digest = excluded.digest,
            grant_epoch = excluded.grant_epoch, grant_sequence = excluded.grant_sequence,
            last_epoch = excluded.last_epoch, last_sequence = excluded.last_sequence,
            attempt = excluded.attempt, region = excluded.region\
          """);
  private final CopyRows lines =
      new CopyRows(
          """
          lines (shard, id, home, line, place, sku_number, sku, pin, requested, quantity, \
          quota_since, locations, quantities, shipped, cancelled)\
          """);
  private final CopyRows marks =
      new CopyRows("identities (shard, id, hold, place, digest, made_at)");

  void add(Stretch stretch, List<String> pools) {
    int shard = stretch.shard();
    long time = stretch.changes().at().timeMillis();
    for (HoldRow.Key key : stretch.changes().gone()) {
      key(gone, shard, key);
      key(oldLines, shard, key);
    }
    for (HoldRow hold : stretch.changes().holds()) {
      hold(holds, shard, hold, pools);
      if (!stretch.changes().sameLines().contains(hold.key())) {
        lines(shard, hold, stretch.names(), time);
      }
    }
  }

  private static void key(ArrayRows rows, int shard, HoldRow.Key key) {
    rows.row();
    rows.int32(shard);
    rows.uuid(key.high(), key.low());
    rows.int32(key.home());
  }

  private static void hold(Cells row, int shard, HoldRow h, List<String> pools) {
    row.row();
    row.int32(shard);
    row.uuid(h.high(), h.low());
    row.int32(h.home());
    row.text(HoldKey.text(h.high(), h.low(), h.text()));
    row.text(STATES.get(h.state()));
    row.bool(h.basket());
    row.bool(h.synced());
    row.bool(h.reopened());
    row.int32(h.pool());
    row.text(pools.get(h.pool()));
    row.text(h.order());
    row.time(h.createMillis());
    row.time(h.expireMillis());
    row.time(h.endMillis());
    row.int32(h.ttlMillis());
    row.int64(h.digest());
    row.int64(h.grantEpoch());
    row.int64(h.grantSequence());
    row.int64(h.lastEpoch());
    row.int64(h.lastSequence());
    row.int64(h.attempt());
    row.int64(h.region());
  }

  private void lines(int shard, HoldRow hold, IntFunction<String> names, long time) {
    key(oldLines, shard, hold.key());
    int place = 0;
    for (HoldRow.Line line : hold.lines()) {
      lines.row();
      lines.int32(shard);
      lines.uuid(hold.high(), hold.low());
      lines.int32(hold.home());
      lines.int32(line.number());
      lines.int32(place++);
      lines.int32(line.sku());
      lines.text(names.apply(line.sku()));
      lines.int32(line.pin());
      lines.int32(line.requested());
      lines.int32(line.quantity());
      lines.int64(line.quotaSince());
      lines.ints(each(line, HoldRow.Unit::location));
      lines.ints(each(line, HoldRow.Unit::quantity));
      lines.ints(each(line, HoldRow.Unit::shipped));
      lines.ints(each(line, HoldRow.Unit::cancelled));
    }
    if (hold.home() < 0) {
      marks(shard, hold, time);
    }
  }

  private static int[] each(HoldRow.Line line, ToIntFunction<HoldRow.Unit> cell) {
    int[] cells = new int[line.at().size()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = cell.applyAsInt(line.at().get(i));
    }
    return cells;
  }

  private void marks(int shard, HoldRow hold, long time) {
    oldMarks.row();
    oldMarks.int32(shard);
    oldMarks.uuid(hold.high(), hold.low());
    int place = hold.marks().size();
    for (HoldRow.Mark mark : hold.marks()) {
      marks.row();
      marks.int32(shard);
      marks.uuid(mark.high(), mark.low());
      marks.uuid(hold.high(), hold.low());
      marks.int32(--place);
      marks.int64(mark.digest());
      marks.time(time);
    }
  }

  void send(Connection connection, Statements statements) throws SQLException {
    gone.send(connection, statements);
    oldLines.send(connection, statements);
    oldMarks.send(connection, statements);
    holds.send(connection, statements);
    lines.send(connection);
    marks.send(connection);
  }

  void clear() {
    List.of(gone, oldLines, oldMarks, holds).forEach(ArrayRows::clear);
    List.of(lines, marks).forEach(CopyRows::clear);
  }
}
