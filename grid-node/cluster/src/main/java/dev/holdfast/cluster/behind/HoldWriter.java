package dev.holdfast.cluster.behind;

import dev.holdfast.engine.rows.HoldRow;
import dev.holdfast.engine.shard.HoldKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/**
 * Writes holds, their lines and the identities under them. A hold that is new, or whose lines
 * changed, is taken away with all that is under it and copied in: a new one costs one look-up more
 * than a bare copy. The others are updated where they are. One thread.
 */
final class HoldWriter {
  /** By the number of a state. */
  static final List<String> STATES = List.of("OPENING", "HELD", "CONFIRMED", "RELEASED", "EXPIRED");

  private final ArrayRows old =
      new ArrayRows(
          """
          with old as (
            delete from holds h using unnest(?, ?, ?) as u (shard, id, home)
            where h.shard = u.shard and h.id = u.id::uuid and h.home = u.home
            returning h.shard, h.id, h.home),
          old_lines as (
            delete from lines l using old
            where l.shard = old.shard and l.id = old.id and l.home = old.home)
          delete from identities i using old
          where i.shard = old.shard and i.hold = old.id and old.home = -1\
          """);
  private final ArrayRows changed =
      new ArrayRows(
          """
          update holds h set state = u.state, synced = u.synced, reopened = u.reopened,
            became_short = u.became_short, order_id = u.order_id,
            expire_time = timestamptz 'epoch' + u.expires * interval '1 ms',
            end_time = timestamptz 'epoch' + nullif(u.ended, 0) * interval '1 ms',
            last_epoch = u.last_epoch, last_sequence = u.last_sequence, attempt = u.attempt
          from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as u (shard, id, home, state, synced,
            reopened, became_short, order_id, expires, ended, last_epoch, last_sequence, attempt)
          where h.shard = u.shard and h.id = u.id::uuid and h.home = u.home\
          """);
  private final CopyRows holds =
      new CopyRows(
          """
          holds (shard, id, home, hold_id, state, basket, synced, reopened, became_short, \
          pool_number, pool, \
          order_id, create_time, expire_time, end_time, ttl_ms, digest, grant_epoch, \
          grant_sequence, last_epoch, last_sequence, attempt, region)\
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
      key(old, shard, key);
    }
    for (HoldRow hold : stretch.changes().holds()) {
      if (stretch.changes().sameLines().contains(hold.key())) {
        changed(shard, hold);
      } else {
        key(old, shard, hold.key());
        hold(shard, hold, pools);
        lines(shard, hold, stretch.names(), time);
      }
    }
  }

  private void changed(int shard, HoldRow h) {
    key(changed, shard, h.key());
    changed.text(STATES.get(h.state()));
    changed.bool(h.synced());
    changed.bool(h.reopened());
    changed.bool(h.becameShort());
    changed.text(h.order());
    changed.int64(h.expireMillis());
    changed.int64(h.endMillis());
    changed.int64(h.lastEpoch());
    changed.int64(h.lastSequence());
    changed.int64(h.attempt());
  }

  private static void key(ArrayRows rows, int shard, HoldRow.Key key) {
    rows.row();
    rows.int32(shard);
    rows.uuid(key.high(), key.low());
    rows.int32(key.home());
  }

  private void hold(int shard, HoldRow h, List<String> pools) {
    CopyRows row = holds;
    row.row();
    row.int32(shard);
    row.uuid(h.high(), h.low());
    row.int32(h.home());
    row.text(HoldKey.text(h.high(), h.low(), h.text()));
    row.text(STATES.get(h.state()));
    row.bool(h.basket());
    row.bool(h.synced());
    row.bool(h.reopened());
    row.bool(h.becameShort());
    row.int32(h.pool());
    row.text(pools.get(h.pool()));
    row.text(h.order());
    row.time(h.createMillis());
    row.time(h.expireMillis());
    row.timeOrNone(h.endMillis());
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
    old.send(connection, statements);
    changed.send(connection, statements);
    holds.send(connection);
    lines.send(connection);
    marks.send(connection);
  }

  void clear() {
    List.of(old, changed).forEach(ArrayRows::clear);
    List.of(holds, lines, marks).forEach(CopyRows::clear);
  }
}
