package dev.holdfast.engine.shard;

/** Writes how the home of a basket stands to the intents of one attempt. Single writer. */
final class SettlementWriter {
  private final Tables t;

  SettlementWriter(Tables tables) {
    this.t = tables;
  }

  /**
   * Writes what {@link OutcomeReader#settlement} reads.
   *
   * <p>Its revision is the home's: an owner that has decided nothing about the basket under its own
   * epoch says so with sequence 0 of that epoch, later than all that its predecessors said, and
   * what it does not know at all ended before this very effect. So a home that lost effects is
   * followed all the same.
   *
   * @param hold its row, or 0
   */
  void write(int hold, long attempt, Frame out) {
    boolean current = hold != 0 && t.holds.attempt(hold) == attempt;
    out.putLong(attempt);
    out.putInt((int) t.epoch);
    out.putLong(current ? sequence(hold) : t.sequence);
    out.putByte(current ? state(hold) : Settlement.VOID);
    int countAt = out.claim(4);
    int count = 0;
    for (int line = current ? t.holds.line(hold) : 0; line != 0; line = t.lines.next(line)) {
      // Where nothing was granted, an intent that was taken anew does not know the line.
      if (t.lines.backing(line) != 0) {
        count++;
        line(line, out);
      }
    }
    out.setInt(countAt, count);
  }

  private long sequence(int hold) {
    return t.holds.lastEpoch(hold) == (int) t.epoch ? t.holds.lastSequence(hold) : 0;
  }

  private int state(int hold) {
    return t.holds.has(hold, Holds.REOPENED) ? Holds.OPENING : t.holds.state(hold);
  }

  private void line(int line, Frame out) {
    out.putInt(t.lines.number(line));
    t.names.write(t.lines.sku(line), out);
    int placesAt = out.claim(4);
    int places = 0;
    for (int b = t.lines.backing(line); b != 0; b = t.backings.next(b)) {
      places++;
      out.putInt(t.backings.shipped(b));
      out.putInt(t.backings.cancelled(b));
    }
    out.setInt(placesAt, places);
  }
}
