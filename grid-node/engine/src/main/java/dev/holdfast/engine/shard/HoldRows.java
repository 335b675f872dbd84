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
        text(t, h.orderText(hold)),
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
    to.putLong(row.high());
    to.putLong(row.low());
    to.putInt(row.home() + 1);
    to.putByte(row.state());
    to.putByte(
        (row.basket() ? Holds.BASKET : 0)
            | (row.synced() ? Holds.SYNCED : 0)
            | (row.reopened() ? Holds.REOPENED : 0));
    to.putInt(row.pool());
    to.putLong(row.createMillis());
    to.putLong(row.expireMillis());
    to.putLong(row.endMillis());
    to.putInt(row.ttlMillis());
    to.putLong(row.digest());
    to.putInt((int) row.grantEpoch());
    to.putLong(row.grantSequence());
    to.putInt((int) row.lastEpoch());
    to.putLong(row.lastSequence());
    to.putLong(row.attempt());
    to.putLong(row.region());
    to.putText(row.text());
    to.putText(row.order());
    to.putInt(row.lines().size());
    for (HoldRow.Line line : row.lines()) {
      to.putInt(line.number());
      to.putInt(line.sku());
      to.putInt(line.pin());
      to.putInt(line.requested());
      to.putInt(line.quantity());
      to.putLong(line.quotaSince());
      to.putInt(line.at().size());
      for (HoldRow.Unit unit : line.at()) {
        to.putInt(unit.location());
        to.putInt(unit.quantity());
        to.putInt(unit.shipped());
        to.putInt(unit.cancelled());
      }
    }
    to.putInt(row.marks().size());
    for (HoldRow.Mark mark : row.marks()) {
      to.putLong(mark.high());
      to.putLong(mark.low());
      to.putLong(mark.digest());
    }
  }
}
