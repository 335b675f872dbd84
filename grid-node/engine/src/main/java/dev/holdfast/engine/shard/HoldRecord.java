package dev.holdfast.engine.shard;

/**
 * One hold or intent with its lines, backings and marks as bytes: in snapshots, in the archive, and
 * as what the digest of a shard sums over.
 */
final class HoldRecord {
  private HoldRecord() {}

  static void write(Tables t, int hold, Frame to) {
    Holds holds = t.holds;
    to.putLong(holds.high(hold));
    to.putLong(holds.low(hold));
    to.putInt(holds.isIntent(hold) ? holds.home(hold) + 1 : 0);
    to.putByte(holds.state(hold));
    to.putByte(
        (holds.has(hold, Holds.BASKET) ? Holds.BASKET : 0)
            | (holds.has(hold, Holds.SYNCED) ? Holds.SYNCED : 0)
            | (holds.has(hold, Holds.REOPENED) ? Holds.REOPENED : 0));
    to.putInt(holds.pool(hold));
    to.putLong(holds.createMillis(hold));
    to.putLong(holds.expireMillis(hold));
    to.putLong(holds.endMillis(hold));
    to.putInt(holds.ttl(hold));
    to.putLong(holds.digest(hold));
    to.putInt(holds.grantEpoch(hold));
    to.putLong(holds.grantSequence(hold));
    to.putInt(holds.lastEpoch(hold));
    to.putLong(holds.lastSequence(hold));
    to.putLong(holds.attempt(hold));
    to.putLong(holds.region(hold));
    t.texts.write(holds.text(hold), to);
    t.texts.write(holds.orderText(hold), to);
    writeLines(t, hold, to);
    writeMarks(t, hold, to);
  }

  static void writeLines(Tables t, int hold, Frame to) {
    int countAt = to.limit();
    int count = 0;
    to.putInt(0);
    for (int line = t.holds.line(hold); line != 0; line = t.lines.next(line)) {
      count++;
      to.putInt(t.lines.number(line));
      to.putInt(t.lines.sku(line));
      to.putInt(t.lines.pin(line));
      to.putInt(t.lines.requested(line));
      to.putInt(t.lines.quantity(line));
      to.putLong(t.lines.quotaSince(line));
      int backingsAt = to.limit();
      int backings = 0;
      to.putInt(0);
      for (int b = t.lines.backing(line); b != 0; b = t.backings.next(b)) {
        backings++;
        to.putInt(t.backings.location(b));
        to.putInt(t.backings.quantity(b));
        to.putInt(t.backings.shipped(b));
        to.putInt(t.backings.cancelled(b));
      }
      to.setInt(backingsAt, backings);
    }
    to.setInt(countAt, count);
  }

  private static void writeMarks(Tables t, int hold, Frame to) {
    int countAt = to.limit();
    int count = 0;
    to.putInt(0);
    for (int mark = t.holds.mark(hold); mark != 0; mark = t.marks.next(mark)) {
      count++;
      to.putLong(t.marks.high(mark));
      to.putLong(t.marks.low(mark));
      to.putLong(t.marks.digest(mark));
    }
    to.setInt(countAt, count);
  }

  /** Makes the row again; it is in no list and counted at no position. */
  static int read(Tables t, Frame from) {
    Holds holds = t.holds;
    long high = from.getLong();
    long low = from.getLong();
    int hold = holds.add(high, low, from.getInt());
    holds.setState(hold, from.getByte());
    int flags = from.getByte();
    holds.set(hold, Holds.BASKET, (flags & Holds.BASKET) != 0);
    holds.set(hold, Holds.SYNCED, (flags & Holds.SYNCED) != 0);
    holds.set(hold, Holds.REOPENED, (flags & Holds.REOPENED) != 0);
    holds.setPool(hold, from.getInt());
    holds.setCreateMillis(hold, from.getLong());
    holds.setExpireMillis(hold, from.getLong());
    holds.setEndMillis(hold, from.getLong());
    holds.setTtl(hold, from.getInt());
    holds.setDigest(hold, from.getLong());
    holds.setGrantRevision(hold, from.getInt(), from.getLong());
    holds.setLastRevision(hold, from.getInt(), from.getLong());
    holds.setAttempt(hold, from.getLong());
    holds.setRegion(hold, from.getLong());
    holds.setText(hold, readText(t, from));
    holds.setOrderText(hold, readText(t, from));
    readLines(t, hold, from);
    readMarks(t, hold, from);
    return hold;
  }

  static int readText(Tables t, Frame from) {
    int length = from.getByte();
    return t.texts.add(from.array(), from.skip(length), length);
  }

  private static void readLines(Tables t, int hold, Frame from) {
    int last = 0;
    for (int n = from.getInt(); n > 0; n--) {
      int line = t.lines.add(from.getInt(), from.getInt(), from.getInt(), from.getInt());
      t.lines.setQuantity(line, from.getInt());
      t.lines.setQuotaSince(line, from.getLong());
      int lastBacking = 0;
      for (int m = from.getInt(); m > 0; m--) {
        int backing = t.backings.add(from.getInt(), from.getInt());
        t.backings.addShipped(backing, from.getInt());
        t.backings.addCancelled(backing, from.getInt());
        if (lastBacking == 0) {
          t.lines.setBacking(line, backing);
        } else {
          t.backings.setNext(lastBacking, backing);
        }
        lastBacking = backing;
      }
      if (last == 0) {
        t.holds.setLine(hold, line);
      } else {
        t.lines.setNext(last, line);
      }
      last = line;
    }
  }

  private static void readMarks(Tables t, int hold, Frame from) {
    int last = 0;
    for (int n = from.getInt(); n > 0; n--) {
      int mark = t.marks.add(from.getLong(), from.getLong(), from.getLong(), 0);
      if (last == 0) {
        t.holds.setMark(hold, mark);
      } else {
        t.marks.setNext(last, mark);
      }
      last = mark;
    }
  }
}
