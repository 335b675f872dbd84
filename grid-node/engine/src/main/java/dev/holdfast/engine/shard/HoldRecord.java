package dev.holdfast.engine.shard;

/**
 * One hold or intent with its lines, backings and marks as bytes: in snapshots, in the archive, in
 * the effect that puts it, and as what the digest of a shard sums over. The words of a hold, a line
 * and a backing are those of the tables, so that they are copied and not taken apart.
 */
final class HoldRecord {
  private static final int LINE = 32;
  private static final int BACKING = 16;
  private static final int COUNT_AT = 24;

  private HoldRecord() {}

  static void write(Tables t, int hold, Frame to) {
    t.holds.write(hold, to);
    t.texts.write(t.holds.text(hold), to);
    t.holds.writeOrder(hold, to);
    writeLines(t, hold, to);
    writeMarks(t, hold, to);
  }

  static void writeLines(Tables t, int hold, Frame to) {
    int countAt = to.claim(4);
    int count = 0;
    for (int line = t.holds.line(hold); line != 0; line = t.lines.next(line)) {
      count++;
      writeLine(t, line, to);
    }
    to.setInt(countAt, count);
  }

  private static void writeLine(Tables t, int line, Frame to) {
    Runs rows = t.holds.rows;
    long what = rows.get(line, Lines.SKU_AND_PIN);
    long units = rows.get(line, Lines.UNITS);
    int at = beginLine(to, t.lines.number(line), what, units, t.lines.quotaSince(line));
    int backings = 0;
    for (int b = t.lines.backing(line); b != 0; b = t.backings.next(b)) {
      backings++;
      writeBacking(to, rows.get(b, Backings.UNITS), rows.get(b, Backings.PLACE_AND_CANCELLED));
    }
    endLine(to, at, backings);
  }

  /**
   * Writes a line; its backings follow, then {@link #endLine}.
   *
   * @param what SKU and pin
   * @param units requested and granted
   * @return what endLine asks for
   */
  static int beginLine(Frame to, int number, long what, long units, long quotaSince) {
    int at = to.claim(LINE);
    to.setLong(at, what);
    to.setLong(at + 8, units);
    to.setLong(at + 16, quotaSince);
    to.setLong(at + COUNT_AT, Slab.pair(number, 0));
    return at;
  }

  static void endLine(Frame to, int at, int backings) {
    to.setInt(at + COUNT_AT, backings);
  }

  /**
   * Writes a backing.
   *
   * @param units taken and shipped
   * @param place location and units cancelled
   */
  static void writeBacking(Frame to, long units, long place) {
    int at = to.claim(BACKING);
    to.setLong(at, units);
    to.setLong(at + 8, place);
  }

  private static void writeMarks(Tables t, int hold, Frame to) {
    int countAt = to.claim(4);
    int count = 0;
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
    int hold = t.holds.add(from.array(), from.skip(8 * Holds.RECORD));
    int length = from.getByte();
    if (length > 0) {
      t.holds.setText(hold, t.texts.add(from.array(), from.skip(length), length));
    }
    readOrder(t, hold, from);
    int last = 0;
    for (int n = from.getInt(); n > 0; n--) {
      int line = readLine(t, hold, from);
      if (last != 0) {
        t.lines.setNext(last, line);
      }
      last = line;
    }
    int mark = 0;
    for (int n = from.getInt(); n > 0; n--) {
      mark = t.marks.add(hold, mark, from.getLong(), from.getLong(), from.getLong());
    }
    return hold;
  }

  static void readOrder(Tables t, int hold, Frame from) {
    int length = from.getByte();
    if (length > 0) {
      t.holds.setOrder(hold, from.array(), from.skip(length), length);
    }
  }

  private static int readLine(Tables t, int hold, Frame from) {
    Runs rows = t.holds.rows;
    int line = t.holds.claimLine(hold);
    byte[] bytes = from.array();
    int at = from.skip(LINE);
    rows.set(line, Lines.SKU_AND_PIN, Frame.longAt(bytes, at));
    rows.set(line, Lines.UNITS, Frame.longAt(bytes, at + 8));
    rows.set(line, Lines.QUOTA, Frame.longAt(bytes, at + 16));
    long numberAndCount = Frame.longAt(bytes, at + COUNT_AT);
    t.lines.setNumber(line, (int) (numberAndCount >>> 32));
    t.backings.set(line, 0, 0);
    int last = 0;
    for (int n = (int) numberAndCount; n > 0; n--) {
      int backing = last == 0 ? line : rows.allocate();
      int backingAt = from.skip(BACKING);
      long units = Frame.longAt(bytes, backingAt);
      t.backings.set(backing, units, Frame.longAt(bytes, backingAt + 8));
      if (last != 0) {
        t.backings.setNext(last, backing);
      }
      last = backing;
    }
    return line;
  }
}
