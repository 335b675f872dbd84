package dev.holdfast.engine.shard;

import dev.holdfast.engine.rows.HoldRow;
import java.util.ArrayList;
import java.util.List;

/** A hold or intent of the tables as a {@link HoldRow}, and back as a {@link HoldRecord}. */
final class HoldRows {
  private HoldRows() {}

  static HoldRow row(Tables t, int hold) {
    Holds h = t.holds;
    return new HoldRow(
        h.high(hold),
        h.low(hold),
        text(t, h.text(hold)),
        h.isIntent(hold) ? h.home(hold) : -1,
        h.state(hold),
        h.has(hold, Holds.BASKET),
        h.has(hold, Holds.SYNCED),
        h.has(hold, Holds.REOPENED),
        h.has(hold, Holds.SHORT),
        h.pool(hold),
        h.createMillis(hold),
        h.expireMillis(hold),
        h.endMillis(hold),
        h.ttl(hold),
        h.digest(hold),
        h.grantEpoch(hold),
        h.grantSequence(hold),
        h.lastEpoch(hold),
        h.lastSequence(hold),
        h.attempt(hold),
        h.region(hold),
        order(t, hold),
        lines(t, hold),
        marks(t, hold));
  }

  static String text(Tables t, int text) {
    if (text == 0) {
      return "";
    }
    Frame frame = new Frame(Texts.LONGEST + 1);
    t.texts.write(text, frame);
    return frame.getText();
  }

  static String order(Tables t, int hold) {
    Frame frame = new Frame(2 * Texts.LONGEST);
    t.holds.writeOrder(hold, frame);
    return frame.getText();
  }

  private static List<HoldRow.Line> lines(Tables t, int hold) {
    List<HoldRow.Line> lines = new ArrayList<>(1);
    for (int line = t.holds.line(hold); line != 0; line = t.lines.next(line)) {
      List<HoldRow.Unit> units = new ArrayList<>(1);
      for (int b = t.lines.backing(line); b != 0; b = t.backings.next(b)) {
        units.add(
            new HoldRow.Unit(
                t.backings.location(b),
                t.backings.quantity(b),
                t.backings.shipped(b),
                t.backings.cancelled(b)));
      }
      lines.add(
          new HoldRow.Line(
              t.lines.number(line),
              t.lines.sku(line),
              t.lines.pin(line),
              t.lines.requested(line),
              t.lines.quantity(line),
              t.lines.quotaSince(line),
              units));
    }
    return lines;
  }

  private static List<HoldRow.Mark> marks(Tables t, int hold) {
    List<HoldRow.Mark> marks = new ArrayList<>(0);
    for (int mark = t.holds.mark(hold); mark != 0; mark = t.marks.next(mark)) {
      marks.add(new HoldRow.Mark(t.marks.high(mark), t.marks.low(mark), t.marks.digest(mark)));
    }
    return marks;
  }

  /** Writes what {@link HoldRecord#read} reads. */
  static void record(HoldRow row, Frame to) {
    int flags =
        (row.basket() ? Holds.BASKET : 0)
            | (row.synced() ? Holds.SYNCED : 0)
            | (row.reopened() ? Holds.REOPENED : 0)
            | (row.becameShort() ? Holds.SHORT : 0);
    int at = to.claim(8 * Holds.RECORD);
    to.setLong(at, row.high());
    to.setLong(at + 8, row.low());
    to.setLong(at + 8 * Holds.STATE, Holds.state(row.home() + 1, row.state(), flags));
    to.setLong(at + 8 * Holds.EXPIRES, row.expireMillis());
    to.setLong(at + 8 * Holds.CREATED, row.createMillis());
    to.setLong(at + 8 * Holds.TTL_AND_POOL, Slab.pair(row.ttlMillis(), row.pool()));
    to.setLong(at + 8 * Holds.EPOCHS, Slab.pair((int) row.grantEpoch(), (int) row.lastEpoch()));
    to.setLong(at + 8 * Holds.LAST_SEQUENCE, row.lastSequence());
    to.setLong(at + 8 * Holds.GRANT_SEQUENCE, row.grantSequence());
    to.setLong(at + 8 * Holds.DIGEST, row.digest());
    to.setLong(at + 8 * Holds.ENDED, row.endMillis());
    to.setLong(at + 8 * Holds.ATTEMPT, row.attempt());
    to.setLong(at + 8 * Holds.REGION, row.region());
    to.putText(row.text());
    to.putText(row.order());
    to.putInt(row.lines().size());
    row.lines().forEach(line -> record(line, to));
    to.putInt(row.marks().size());
    for (HoldRow.Mark mark : row.marks()) {
      to.putLong(mark.high());
      to.putLong(mark.low());
      to.putLong(mark.digest());
    }
  }

  private static void record(HoldRow.Line line, Frame to) {
    long what = Slab.pair(line.sku(), line.pin());
    long units = Slab.pair(line.requested(), line.quantity());
    int at = HoldRecord.beginLine(to, line.number(), what, units, line.quotaSince());
    for (HoldRow.Unit unit : line.at()) {
      HoldRecord.writeBacking(
          to,
          Slab.pair(unit.quantity(), unit.shipped()),
          Slab.pair(unit.location(), unit.cancelled()));
    }
    HoldRecord.endLine(to, at, line.at().size());
  }
}
