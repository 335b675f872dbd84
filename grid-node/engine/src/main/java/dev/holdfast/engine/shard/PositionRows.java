package dev.holdfast.engine.shard;

import dev.holdfast.engine.rows.PositionRow;
import dev.holdfast.engine.rows.QuotaRow;
import java.util.ArrayList;
import java.util.List;

/** A position or quota of the tables as a row. */
final class PositionRows {
  private PositionRows() {}

  static PositionRow row(Tables t, int row) {
    Positions p = t.positions;
    List<PositionRow.Source> sources = new ArrayList<>(1);
    for (int s = p.source(row); s != 0; s = t.sources.next(s)) {
      sources.add(
          new PositionRow.Source(t.sources.name(s), t.sources.version(s), t.sources.quantity(s)));
    }
    return new PositionRow(
        p.sku(row),
        p.location(row),
        p.onHand(row),
        p.held(row),
        p.committed(row),
        p.undecided(row),
        p.safety(row),
        sources);
  }

  static QuotaRow quota(Tables t, int row) {
    Quotas q = t.quotas;
    return new QuotaRow(q.pool(row), q.sku(row), q.since(row), q.used(row), q.undecidedUnits(row));
  }
}
