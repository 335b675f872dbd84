package dev.holdfast.cluster.behind;

import dev.holdfast.engine.rows.Movement;
import java.sql.Connection;
import java.sql.SQLException;

/** Adds to what is only ever added to: the log itself and the movements. One thread. */
final class LogWriter {
  private final CopyRows effects =
      new CopyRows("effects (at, shard, epoch, first_sequence, last_sequence, record)");
  private final CopyRows movements =
      new CopyRows(
          """
          movements (at, shard, sequence, sku_number, location_number, kind, home, hold, \
          pool_number, on_hand_before, held_before, committed_before, on_hand, held, committed, \
          safety, quota_since, quota_used)\
          """);

  void add(Stretch stretch) {
    for (LogRecord record : stretch.records()) {
      effects.row();
      effects.time(record.timeMillis());
      effects.int32(stretch.shard());
      effects.int64(record.epoch());
      effects.int64(record.first());
      effects.int64(record.last());
      effects.bytes(record.bytes(), record.offset(), record.length());
    }
    for (Movement movement : stretch.changes().movements()) {
      add(stretch.shard(), movement);
    }
  }

  private void add(int shard, Movement m) {
    movements.row();
    movements.time(m.timeMillis());
    movements.int32(shard);
    movements.int64(m.sequence());
    movements.int32(m.sku());
    movements.int32(m.location());
    movements.int16(m.kind().number());
    if (m.home() < 0) {
      none(3);
    } else {
      movements.int32(m.home());
      movements.uuid(m.high(), m.low());
      movements.int32(m.pool());
    }
    movements.int64(m.onHandBefore());
    movements.int64(m.heldBefore());
    movements.int64(m.committedBefore());
    movements.int64(m.onHand());
    movements.int64(m.held());
    movements.int64(m.committed());
    if (m.safety() < 0) {
      none(1);
    } else {
      movements.int64(m.safety());
    }
    if (m.quotaSince() == 0) {
      none(2);
    } else {
      movements.int64(m.quotaSince());
      movements.int64(m.quotaUsed());
    }
  }

  private void none(int cells) {
    for (int i = 0; i < cells; i++) {
      movements.none();
    }
  }

  void send(Connection connection) throws SQLException {
    effects.send(connection);
    movements.send(connection);
  }

  void clear() {
    effects.clear();
    movements.clear();
  }
}
