package dev.holdfast.cluster.behind;

import dev.holdfast.engine.rows.AdjustmentRow;
import dev.holdfast.engine.rows.HoldRow;
import dev.holdfast.engine.rows.NameRow;
import dev.holdfast.engine.rows.PositionRow;
import dev.holdfast.engine.rows.QuotaRow;
import dev.holdfast.engine.rows.ShardRow;

/** Takes the rows of a shard in this order: the shard, names, positions and so on as below. */
public interface Rows {

  void shard(ShardRow row);

  /** In order. */
  void name(NameRow row);

  void position(PositionRow row);

  /** Those that ended come last, the oldest end first. */
  void hold(HoldRow row);

  /** The oldest first. */
  void adjustment(AdjustmentRow row);

  void quota(QuotaRow row);
}
