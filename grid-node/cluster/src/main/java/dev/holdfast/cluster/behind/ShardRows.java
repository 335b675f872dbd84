package dev.holdfast.cluster.behind;

import dev.holdfast.engine.rows.AdjustmentRow;
import dev.holdfast.engine.rows.HoldRow;
import dev.holdfast.engine.rows.NameRow;
import dev.holdfast.engine.rows.PositionRow;
import dev.holdfast.engine.rows.QuotaRow;
import dev.holdfast.engine.rows.ShardRow;
import dev.holdfast.engine.shard.Archive;
import dev.holdfast.engine.shard.Restoration;
import dev.holdfast.engine.shard.Shard;
import dev.holdfast.engine.shard.ShardLimits;
import org.jspecify.annotations.Nullable;

/** Makes a shard from the rows of a ledger. One thread. */
final class ShardRows implements Rows {
  private final ShardLimits limits;
  private final Archive archive;
  private @Nullable Restoration into;

  ShardRows(ShardLimits limits, Archive archive) {
    this.limits = limits;
    this.archive = archive;
  }

  @Override
  public void shard(ShardRow row) {
    into = new Restoration(row, limits, archive, lateMillis -> {});
  }

  private Restoration into() {
    Restoration begun = into;
    if (begun == null) {
      throw new IllegalStateException("the ledger has no row for the shard itself");
    }
    return begun;
  }

  @Override
  public void name(NameRow row) {
    into().name(row);
  }

  @Override
  public void position(PositionRow row) {
    into().position(row);
  }

  @Override
  public void hold(HoldRow row) {
    into().hold(row);
  }

  @Override
  public void adjustment(AdjustmentRow row) {
    into().adjustment(row);
  }

  @Override
  public void quota(QuotaRow row) {
    into().quota(row);
  }

  Shard shard() {
    return into().shard();
  }
}
