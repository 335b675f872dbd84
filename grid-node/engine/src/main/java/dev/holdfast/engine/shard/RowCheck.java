package dev.holdfast.engine.shard;

import dev.holdfast.engine.rows.AdjustmentRow;
import dev.holdfast.engine.rows.HoldRow;
import dev.holdfast.engine.rows.NameRow;
import dev.holdfast.engine.rows.PositionRow;
import dev.holdfast.engine.rows.QuotaRow;
import dev.holdfast.engine.rows.ShardRow;
import java.lang.reflect.RecordComponent;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares rows with the copy of a shard at the same sequence and names what differs. Rows may know
 * more ended holds and adjustments than the copy, which forgets them sooner. Single writer.
 */
public final class RowCheck {
  private final Tables t;
  private final Consumer<String> differences;
  private final ShardMap shards;
  private final BitSet positions = new BitSet();
  private final BitSet holds = new BitSet();
  private final BitSet adjustments = new BitSet();
  private final BitSet quotas = new BitSet();
  private final BitSet names = new BitSet();
  private long compared;

  /**
   * Takes rows in any order, then {@link #end}.
   *
   * @param differences hears of each difference, in plain words
   */
  public RowCheck(Shard copy, ShardMap shards, Consumer<String> differences) {
    this.t = copy.tables();
    this.shards = shards;
    this.differences = differences;
  }

  /** Rows compared so far. */
  public long compared() {
    return compared;
  }

  public void shard(ShardRow row) {
    compare(
        "shard",
        row,
        new ShardRow(t.shard, t.epoch, t.sequence, t.time, t.catalogueVersion, t.oversold));
  }

  public void name(NameRow row) {
    names.set(Math.max(0, row.number()));
    boolean known = row.number() >= 0 && row.number() < t.names.count();
    compare(
        "name " + row.number(),
        row,
        known ? new NameRow(row.number(), t.names.get(row.number())) : null);
  }

  public void position(PositionRow row) {
    int position = t.positions.find(row.sku(), row.location());
    positions.set(position);
    String what = "position of " + name(row.sku()) + " at location " + row.location();
    compare(what, row, position == 0 ? null : PositionRows.row(t, position));
    if (position != 0 && shards.shardOf(name(row.sku())) != t.shard) {
      differences.accept(what + " belongs to shard " + shards.shardOf(name(row.sku())));
    }
  }

  public void hold(HoldRow row) {
    int hold =
        row.home() < 0
            ? t.holds.find(row.high(), row.low())
            : t.holds.findIntent(row.high(), row.low(), row.home());
    holds.set(hold);
    home(row);
    if (hold == 0 && row.endMillis() != 0 && row.home() < 0 && !row.reopened()) {
      compared++;
      return;
    }
    HoldRow copy = hold == 0 ? null : HoldRows.row(t, hold);
    if (copy != null && copy.endMillis() != 0) {
      copy = copy.at(row.lastEpoch(), row.lastSequence());
    }
    compare(what(row), row, copy);
  }

  private static String what(HoldRow row) {
    return (row.home() < 0 ? "hold " : "intent of shard " + row.home() + " for hold ")
        + HoldKey.text(row.high(), row.low(), row.text());
  }

  /** A hold lives at the shard of its smallest SKU, an intent at that of each of its SKUs. */
  private void home(HoldRow row) {
    List<String> skus = row.lines().stream().map(line -> name(line.sku())).distinct().toList();
    boolean right =
        row.home() < 0
            ? skus.isEmpty() || shards.homeOf(skus) == t.shard
            : skus.stream().allMatch(sku -> shards.shardOf(sku) == t.shard);
    if (!right) {
      differences.accept(what(row) + " is at the wrong shard for its SKUs " + skus);
    }
  }

  public void adjustment(AdjustmentRow row) {
    int adjustment = t.adjustments.find(row.high(), row.low());
    adjustments.set(adjustment);
    if (adjustment == 0) {
      compared++;
    } else {
      compare("adjustment " + Long.toHexString(row.high()), row, adjustment(adjustment));
    }
  }

  private AdjustmentRow adjustment(int row) {
    return new AdjustmentRow(
        t.adjustments.high(row),
        t.adjustments.low(row),
        t.adjustments.delta(row),
        t.adjustments.madeMillis(row));
  }

  public void quota(QuotaRow row) {
    int quota = t.quotas.find(row.pool(), row.sku());
    quotas.set(quota);
    compare(
        "quota of pool " + row.pool() + " for " + name(row.sku()),
        row,
        quota == 0 ? null : PositionRows.quota(t, quota));
  }

  /** Names what the copy has and no row was. */
  public void end() {
    for (int name = 0; name < t.names.count(); name++) {
      if (!names.get(name)) {
        missing("name " + name + ", " + t.names.get(name));
      }
    }
    for (int row = 1; row < t.positions.end(); row++) {
      if (!positions.get(row)) {
        missing(
            "position of "
                + name(t.positions.sku(row))
                + " at location "
                + t.positions.location(row));
      }
    }
    for (int row = 1; row < t.holds.end(); row++) {
      if (t.holds.isLive(row) && !holds.get(row) && !t.ended.forgotten(row)) {
        missing(what(HoldRows.row(t, row)));
      }
    }
    for (int row = t.adjustments.oldest(); row != 0; row = t.adjustments.next(row)) {
      if (!adjustments.get(row)) {
        missing("adjustment " + Long.toHexString(t.adjustments.high(row)));
      }
    }
    for (int row = 1; row < t.quotas.end(); row++) {
      if (!quotas.get(row) && t.quotas.used(row) != 0) {
        missing("quota of pool " + t.quotas.pool(row) + " for " + name(t.quotas.sku(row)));
      }
    }
  }

  private void missing(String what) {
    differences.accept(what + " is missing");
  }

  private String name(int number) {
    return number >= 0 && number < t.names.count() ? t.names.get(number) : "name " + number;
  }

  private void compare(String what, Record row, @Nullable Record log) {
    compared++;
    if (log == null) {
      differences.accept(what + " is not in the log");
    } else if (!row.equals(log)) {
      differences.accept(what + ": " + difference(row, log));
    }
  }

  /** The first field that differs, with both values. */
  private static String difference(Record row, Record log) {
    try {
      for (RecordComponent field : row.getClass().getRecordComponents()) {
        Object written = field.getAccessor().invoke(row);
        Object folded = field.getAccessor().invoke(log);
        if (!Objects.equals(written, folded)) {
          return field.getName() + " is " + written + ", the log says " + folded;
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    return "nothing differs";
  }
}
