package dev.holdfast.engine.shard;

import dev.holdfast.engine.rows.AdjustmentRow;
import dev.holdfast.engine.rows.Changes;
import dev.holdfast.engine.rows.HoldRow;
import dev.holdfast.engine.rows.NameRow;
import dev.holdfast.engine.rows.PositionRow;
import dev.holdfast.engine.rows.QuotaRow;
import dev.holdfast.engine.rows.ShardRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A copy of a shard that folds its log apart from the serving one and says as rows what a stretch
 * of the log changed. It keeps live holds only: what has ended is dropped as soon as its rows are
 * taken. Single writer.
 */
public final class Projection {

  /** For the shard that a projection is made from: nothing ends before its rows are taken. */
  public static final ShardLimits LIMITS =
      new ShardLimits(Long.MAX_VALUE / 4, Integer.MAX_VALUE, Integer.MAX_VALUE);

  private final Shard shard;
  private final Tables t;
  private final Touched touched;
  private int names;
  private long taken;

  /**
   * Takes over a shard that nobody else uses; its rows count as taken.
   *
   * @param shard made with {@link #LIMITS}
   */
  public Projection(Shard shard) {
    this(shard, false);
  }

  /**
   * Takes over a shard that nobody else uses; all its rows are still to be taken, with no movement.
   *
   * @param shard made with {@link #LIMITS}
   */
  public static Projection whole(Shard shard) {
    Projection projection = new Projection(shard, true);
    projection.touched.all();
    return projection;
  }

  /**
   * Takes a record of the serving shard's archive into a copy, before {@link #whole} makes rows of
   * all that it has.
   *
   * @param copy made with {@link #LIMITS} from the journal
   */
  public static void unarchive(Shard copy, long high, long low, byte[] record) {
    copy.tables().ended.unarchive(high, low, record);
  }

  private Projection(Shard shard, boolean whole) {
    this.shard = shard;
    this.t = shard.tables();
    this.touched = new Touched(t);
    t.positions.listen(touched);
    t.quotas.listen(touched::changingQuota);
    if (!whole) {
      clear();
    }
    t.touched = touched;
  }

  /**
   * When a record's batch was decided.
   *
   * @param record with its cursor at the start
   * @return shard time, UTC epoch milliseconds
   */
  public static long timeMillis(Frame record) {
    return record.longAt(record.cursor() + EffectWriter.TIME_AT);
  }

  /** Folds a record of the journal, as {@link Shard#fold}, and notes what it changes. */
  public void fold(Frame record) {
    shard.fold(record);
  }

  /** Of the latest effect folded. */
  public long sequence() {
    return t.sequence;
  }

  /** Effects folded whose rows are not taken. */
  public long pending() {
    return t.sequence - taken;
  }

  /** As {@link ShardView#digest}. */
  public long digest() {
    return shard.view().digest();
  }

  /** The rows that changed since the last {@link #clear}, as they stand now. */
  public Changes changes() {
    List<HoldRow> holds = new ArrayList<>();
    Set<HoldRow.Key> sameLines = new HashSet<>();
    List<HoldRow.Key> gone = new ArrayList<>();
    for (Map.Entry<HoldRow.Key, Touched.Touch> entry : touched.holds().entrySet()) {
      HoldRow.Key key = entry.getKey();
      switch (entry.getValue()) {
        case GONE -> gone.add(key);
        case LINES -> holds.add(HoldRows.row(t, find(key)));
        case STATE -> {
          holds.add(HoldRows.row(t, find(key)));
          sameLines.add(key);
        }
      }
    }
    return new Changes(
        new ShardRow(t.shard, t.epoch, t.sequence, t.time, t.catalogueVersion, t.oversold),
        names(),
        positions(),
        holds,
        sameLines,
        gone,
        adjustments(),
        quotas(),
        List.copyOf(touched.movements()));
  }

  private int find(HoldRow.Key key) {
    return key.home() < 0
        ? t.holds.find(key.high(), key.low())
        : t.holds.findIntent(key.high(), key.low(), key.home());
  }

  private List<NameRow> names() {
    List<NameRow> rows = new ArrayList<>();
    for (int name = names; name < t.names.count(); name++) {
      rows.add(new NameRow(name, t.names.get(name)));
    }
    return rows;
  }

  private List<PositionRow> positions() {
    List<PositionRow> rows = new ArrayList<>();
    touched.positions().stream().forEach(row -> rows.add(PositionRows.row(t, row)));
    return rows;
  }

  private List<AdjustmentRow> adjustments() {
    List<AdjustmentRow> rows = new ArrayList<>();
    for (int row = t.adjustments.oldest(); row != 0; row = t.adjustments.next(row)) {
      rows.add(
          new AdjustmentRow(
              t.adjustments.high(row),
              t.adjustments.low(row),
              t.adjustments.delta(row),
              t.adjustments.madeMillis(row)));
    }
    return rows;
  }

  private List<QuotaRow> quotas() {
    List<QuotaRow> rows = new ArrayList<>();
    touched.quotas().stream().forEach(row -> rows.add(PositionRows.quota(t, row)));
    return rows;
  }

  /** How a position stands now, if it was ever counted. */
  public Optional<PositionRow> position(int sku, int location) {
    int row = t.positions.find(sku, location);
    return row == 0 ? Optional.empty() : Optional.of(PositionRows.row(t, row));
  }

  /** What a pool has used of its quota for a SKU, if it ever had one. */
  public Optional<QuotaRow> quota(int pool, int sku) {
    int row = t.quotas.find(pool, sku);
    return row == 0 ? Optional.empty() : Optional.of(PositionRows.quota(t, row));
  }

  /** The text of a name's number. */
  public String name(int number) {
    return t.names.get(number);
  }

  /** The number of a name, or -1. */
  public int number(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    return t.names.find(utf8, 0, utf8.length);
  }

  /** Counts what was folded so far as taken. */
  public void clear() {
    t.touched = null;
    t.ended.dropAll();
    while (t.adjustments.oldest() != 0) {
      t.adjustments.removeOldest();
    }
    touched.clear();
    names = t.names.count();
    taken = t.sequence;
    t.touched = touched;
  }
}
