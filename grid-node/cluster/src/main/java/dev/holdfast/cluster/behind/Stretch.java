package dev.holdfast.cluster.behind;

import dev.holdfast.engine.rows.Changes;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A stretch of one shard's log, and what it changed.
 *
 * @param before where the ledger must stand for it
 * @param names texts of the shard's dictionary by number
 * @param lagMillis how long its oldest effect has waited so far
 * @param anew the changes are all rows that there are; whatever the ledger had goes
 */
public record Stretch(
    Watermark before,
    Changes changes,
    List<LogRecord> records,
    IntFunction<String> names,
    long lagMillis,
    boolean anew) {

  public int shard() {
    return before.shard();
  }

  /** Where the ledger stands after it. */
  public Watermark after() {
    return new Watermark(shard(), before.epoch(), changes.at().sequence());
  }
}
