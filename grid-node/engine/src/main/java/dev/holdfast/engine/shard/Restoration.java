package dev.holdfast.engine.shard;

import dev.holdfast.engine.rows.AdjustmentRow;
import dev.holdfast.engine.rows.HoldRow;
import dev.holdfast.engine.rows.NameRow;
import dev.holdfast.engine.rows.PositionRow;
import dev.holdfast.engine.rows.QuotaRow;
import dev.holdfast.engine.rows.ShardRow;

/**
 * Makes a shard again from its rows: names in the order of their numbers first, then the rest in
 * any order, but ended holds and adjustments oldest first. Single writer.
 */
public final class Restoration {
  private final Shard shard;
  private final Tables t;
  private final Frame record = new Frame(1 << 10);

  /** Starts with no rows at all. */
  public Restoration(ShardRow at, ShardLimits limits, Archive archive, ExpiryListener expiries) {
    shard = new Shard(at.shard(), limits, archive, expiries);
    t = shard.tables();
    t.epoch = at.epoch();
    t.sequence = at.sequence();
    t.time = at.timeMillis();
    t.catalogueVersion = at.catalogueVersion();
    t.oversold = at.oversold();
    t.wheel.start(t.time);
  }

  public void name(NameRow row) {
    if (row.number() != t.names.count()) {
      throw new IllegalStateException(
          "shard " + t.shard + ": name " + row.number() + " follows name " + t.names.count());
    }
    record.clear();
    record.putText(row.text());
    t.names.add(record.array(), 1, record.limit() - 1);
  }

  public void position(PositionRow row) {
    Positions p = t.positions;
    int position = p.add(row.sku(), row.location());
    p.setOnHand(position, row.onHand());
    p.addHeld(position, row.held());
    p.addCommitted(position, row.committed());
    p.addUndecided(position, row.undecided());
    p.setSafety(position, row.safety());
    int next = 0;
    for (PositionRow.Source source : row.sources().reversed()) {
      next = t.sources.add(source.name(), next);
      t.sources.set(next, source.version(), source.quantity());
    }
    p.setSource(position, next);
  }

  public void hold(HoldRow row) {
    record.clear();
    HoldRows.record(row, record);
    new Snapshot(t).readHold(record, shard.folding());
    if (row.endMillis() != 0) {
      // So that ended holds beyond the memory limit go to the archive as they come.
      t.ended.came();
      t.ended.clean();
    }
  }

  public void adjustment(AdjustmentRow row) {
    t.adjustments.add(row.high(), row.low(), row.delta(), row.madeMillis(), t.sequence);
    t.ended.came();
    t.ended.clean();
  }

  public void quota(QuotaRow row) {
    int quota = t.quotas.findOrAdd(row.pool(), row.sku());
    t.quotas.restore(quota, row.since(), row.used(), row.undecided());
  }

  /** The shard as it was at its rows' sequence; to be opened under an epoch, or projected. */
  public Shard shard() {
    return shard;
  }
}
