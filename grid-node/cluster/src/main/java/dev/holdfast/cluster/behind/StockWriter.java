package dev.holdfast.cluster.behind;

import dev.holdfast.engine.rows.AdjustmentRow;
import dev.holdfast.engine.rows.NameRow;
import dev.holdfast.engine.rows.PositionRow;
import dev.holdfast.engine.rows.QuotaRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.IntFunction;

/** Writes names, positions, counts, adjustments and quotas. One thread. */
final class StockWriter {
  private final ArrayRows names =
      new ArrayRows(
          """
          insert into names (shard, number, name) select * from unnest(?, ?, ?)
          on conflict do nothing\
          """);
  private final ArrayRows positions =
      new ArrayRows(
          """
          insert into positions as p (shard, sku_number, location_number, sku, location,
            on_hand, held, committed, undecided, safety)
          select u.a, u.b, u.c, u.d, u.e, u.f, u.g, u.h, u.i, nullif(u.j, -1)
          from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as u (a, b, c, d, e, f, g, h, i, j)
          on conflict (shard, sku_number, location_number) do update set
            on_hand = excluded.on_hand, held = excluded.held, committed = excluded.committed,
            undecided = excluded.undecided, safety = excluded.safety\
          """);

  /** Counts change much less often than their positions do. */
  private final ArrayRows counts =
      new ArrayRows(
          """
          insert into counts (shard, sku_number, location_number, place, source, source_number,
            source_version, quantity)
          select * from unnest(?, ?, ?, ?, ?, ?, ?, ?) as u (a, b, c, d, e, f, g, h)
          where not exists (
            select from counts c where c.shard = u.a and c.sku_number = u.b
              and c.location_number = u.c and c.source_number = u.f and c.place = u.d
              and c.source_version = u.g and c.quantity = u.h)
          on conflict (shard, sku_number, location_number, source_number) do update set
            place = excluded.place, source_version = excluded.source_version,
            quantity = excluded.quantity\
          """);

  private final ArrayRows adjustments =
      new ArrayRows(
          """
          insert into identities (shard, id, place, digest, made_at)
          select u.a, u.b::uuid, 0, u.c, timestamptz 'epoch' + u.d * interval '1 ms'
          from unnest(?, ?, ?, ?) as u (a, b, c, d)
          on conflict (shard, id) where hold is null do update set
            digest = excluded.digest, made_at = excluded.made_at\
          """);
  private final ArrayRows quotas =
      new ArrayRows(
          """
          insert into quotas (shard, pool_number, sku_number, since, used, undecided)
          select * from unnest(?, ?, ?, ?, ?, ?)
          on conflict (shard, pool_number, sku_number) do update set
            since = excluded.since, used = excluded.used, undecided = excluded.undecided\
          """);

  void add(Stretch stretch, List<String> locations) {
    int shard = stretch.shard();
    for (NameRow name : stretch.changes().names()) {
      names.row();
      names.int32(shard);
      names.int32(name.number());
      names.text(name.text());
    }
    for (PositionRow position : stretch.changes().positions()) {
      add(shard, position, stretch.names(), locations);
    }
    for (AdjustmentRow adjustment : stretch.changes().adjustments()) {
      adjustments.row();
      adjustments.int32(shard);
      adjustments.uuid(adjustment.high(), adjustment.low());
      adjustments.int64(adjustment.delta());
      adjustments.time(adjustment.madeMillis());
    }
    for (QuotaRow quota : stretch.changes().quotas()) {
      quotas.row();
      quotas.int32(shard);
      quotas.int32(quota.pool());
      quotas.int32(quota.sku());
      quotas.int64(quota.since());
      quotas.int64(quota.used());
      quotas.int64(quota.undecided());
    }
  }

  private void add(int shard, PositionRow p, IntFunction<String> texts, List<String> locations) {
    positions.row();
    positions.int32(shard);
    positions.int32(p.sku());
    positions.int32(p.location());
    positions.text(texts.apply(p.sku()));
    positions.text(locations.get(p.location()));
    positions.int64(p.onHand());
    positions.int64(p.held());
    positions.int64(p.committed());
    positions.int64(p.undecided());
    positions.int64(p.safety());
    int place = 0;
    for (PositionRow.Source source : p.sources()) {
      counts.row();
      counts.int32(shard);
      counts.int32(p.sku());
      counts.int32(p.location());
      counts.int32(place++);
      counts.text(texts.apply(source.name()));
      counts.int32(source.name());
      counts.int64(source.version());
      counts.int64(source.quantity());
    }
  }

  void send(Connection connection, Statements statements) throws SQLException {
    for (ArrayRows rows : all()) {
      rows.send(connection, statements);
    }
  }

  void clear() {
    all().forEach(ArrayRows::clear);
  }

  private List<ArrayRows> all() {
    return List.of(names, positions, counts, adjustments, quotas);
  }
}
