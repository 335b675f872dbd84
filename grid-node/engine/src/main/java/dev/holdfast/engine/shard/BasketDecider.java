package dev.holdfast.engine.shard;

import dev.holdfast.engine.Reason;

/**
 * Decides baskets: at the home whether one stands, at a line shard that an intent follows its home.
 *
 * <p>A settlement says how a home stands, not what happened, so that it may come twice, late or out
 * of order: an intent takes over what it says unless it already knows of a later revision.
 */
final class BasketDecider {
  private final Desk d;
  private final Tables t;

  BasketDecider(Desk desk) {
    d = desk;
    t = desk.t;
  }

  /** The home decides: the lines as its intents took them, or nothing. */
  void decide(Frame in, int ack) {
    d.row.key(in);
    long attempt = in.getLong();
    boolean grant = in.getByte() != 0;
    int hold = d.findHold();
    boolean open =
        hold != 0
            && (t.holds.state(hold) == Holds.OPENING || t.holds.has(hold, Holds.REOPENED))
            && t.holds.attempt(hold) == attempt;
    if (!open) {
      d.outcomes.refused(Reason.UNKNOWN_OUTCOME, -1, false);
      return;
    }
    boolean synced = d.synced(ack, t.holds.pool(hold));
    d.changed(hold);
    if (!grant) {
      d.effects.abandon(hold);
      d.outcomes.plain(OutcomeType.DONE, synced);
      return;
    }
    boolean again = t.holds.has(hold, Holds.REOPENED);
    int pool = t.holds.pool(hold);
    d.row.copy(t, hold);
    d.row.order(in);
    d.row.endMillis = 0;
    if (!again) {
      d.row.createMillis = t.time;
      d.row.expireMillis = t.time + d.row.ttl;
    }
    int lines = in.cursor();
    nameLines(in);
    in.seek(lines);
    int state = again ? Holds.CONFIRMED : Holds.HELD;
    int flags = Holds.BASKET | (synced ? Holds.SYNCED : 0);
    copyLines(in, d.effects.beginPut(0, state, flags, pool, d.row));
    d.effects.endPut();
    int decided = t.holds.find(d.row.high, d.row.low);
    d.outcomes.hold(OutcomeType.HOLD, decided, !again, synced);
  }

  private void nameLines(Frame in) {
    for (int n = in.getInt(); n > 0; n--) {
      in.getInt();
      d.findOrName(in);
      in.skip(12);
      in.skip(8 * in.getInt());
    }
  }

  private void copyLines(Frame in, Frame to) {
    int count = in.getInt();
    to.putInt(count);
    for (int i = 0; i < count; i++) {
      int number = in.getInt();
      long what = Slab.pair(d.find(in), in.getInt());
      long units = Slab.pair(in.getInt(), in.getInt());
      int backings = in.getInt();
      int at = HoldRecord.beginLine(to, number, what, units, 0);
      for (int b = 0; b < backings; b++) {
        int location = in.getInt();
        HoldRecord.writeBacking(to, Slab.pair(in.getInt(), 0), Slab.pair(location, 0));
      }
      HoldRecord.endLine(to, at, backings);
    }
  }

  /** How this home stands to an intent of some attempt. */
  void ask(Frame in) {
    d.row.key(in);
    long attempt = in.getLong();
    settlement(t.ended.find(d.row.high, d.row.low), attempt);
  }

  private void settlement(int hold, long attempt) {
    Frame out = d.outcomes.open(OutcomeType.SETTLEMENT, false);
    boolean current = hold != 0 && t.holds.attempt(hold) == attempt;
    boolean deciding =
        current && (t.holds.state(hold) == Holds.OPENING || t.holds.has(hold, Holds.REOPENED));
    int state = deciding ? Holds.OPENING : current ? t.holds.state(hold) : Holds.RELEASED;
    out.putLong(attempt);
    out.putInt(hold == 0 ? 0 : t.holds.lastEpoch(hold));
    out.putLong(hold == 0 ? 0 : t.holds.lastSequence(hold));
    out.putByte(state);
    int countAt = out.limit();
    int count = 0;
    out.putInt(0);
    for (int line = current ? t.holds.line(hold) : 0; line != 0; line = t.lines.next(line)) {
      if (t.lines.backing(line) == 0) {
        // Nothing was granted, and an intent that was taken anew does not know the line.
        continue;
      }
      count++;
      out.putInt(t.lines.number(line));
      t.names.write(t.lines.sku(line), out);
      int placesAt = out.limit();
      int places = 0;
      out.putInt(0);
      for (int b = t.lines.backing(line); b != 0; b = t.backings.next(b)) {
        places++;
        out.putInt(t.backings.shipped(b));
        out.putInt(t.backings.cancelled(b));
      }
      out.setInt(placesAt, places);
    }
    out.setInt(countAt, count);
    d.outcomes.close();
  }

  /** An intent follows its home. */
  void settle(Frame in) {
    int home = in.getInt();
    d.row.key(in);
    long attempt = in.getLong();
    int epoch = in.getInt();
    long sequence = in.getLong();
    int state = in.getByte();
    boolean opening = in.getByte() != 0;
    int intent = t.holds.findIntent(d.row.high, d.row.low, home);
    if (intent != 0
        && state != Holds.OPENING
        && t.holds.attempt(intent) <= attempt
        && !knowsLater(intent, epoch, sequence)) {
      boolean alive = state == Holds.HELD || state == Holds.CONFIRMED;
      int lines = in.cursor();
      if (!alive) {
        d.effects.beginSettle(intent, epoch, sequence, state).putInt(0);
        d.effects.endSettle();
      } else if (t.holds.attempt(intent) == attempt
          && (isNews(intent, epoch, sequence) || (opening && differs(intent, state, in)))) {
        in.seek(lines);
        copySettledLines(in, d.effects.beginSettle(intent, epoch, sequence, state));
        d.effects.endSettle();
      }
    }
    d.outcomes.plain(OutcomeType.DONE, false);
  }

  private boolean knowsLater(int intent, int epoch, long sequence) {
    int known = t.holds.lastEpoch(intent);
    return known > epoch || (known == epoch && t.holds.lastSequence(intent) > sequence);
  }

  /**
   * Noted even if nothing differs: one that was sent earlier may come after it. One that is known
   * is nothing new even if it differs: the intent has shipped ahead of its home since.
   */
  private boolean isNews(int intent, int epoch, long sequence) {
    return t.holds.lastEpoch(intent) != epoch || t.holds.lastSequence(intent) != sequence;
  }

  private boolean differs(int intent, int state, Frame in) {
    boolean differs = t.holds.state(intent) != state;
    int line = t.holds.line(intent);
    for (int n = in.getInt(); n > 0; n--) {
      int number = in.getInt();
      while (t.lines.number(line) != number) {
        line = t.lines.next(line);
      }
      int backing = t.lines.backing(line);
      for (int m = in.getInt(); m > 0; m--) {
        differs |= in.getInt() != t.backings.shipped(backing);
        differs |= in.getInt() != t.backings.cancelled(backing);
        backing = t.backings.next(backing);
      }
    }
    return differs;
  }

  private static void copySettledLines(Frame in, Frame to) {
    int count = in.getInt();
    to.putInt(count);
    for (int i = 0; i < count; i++) {
      to.putInt(in.getInt());
      int places = in.getInt();
      to.putInt(places);
      for (int p = 0; p < places; p++) {
        to.putInt(in.getInt());
        to.putInt(in.getInt());
      }
    }
  }
}
