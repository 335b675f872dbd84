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
    Frame out = d.outcomes.open(OutcomeType.SETTLEMENT, false);
    d.settlements.write(t.ended.find(d.row.high, d.row.low), attempt, out);
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
    int intent = t.holds.findIntent(d.row.high, d.row.low, home);
    if (intent != 0
        && state != Holds.OPENING
        && t.holds.attempt(intent) <= attempt
        && d.revisions(intent, epoch, sequence) <= 0) {
      if (state != Holds.HELD && state != Holds.CONFIRMED) {
        end(intent, epoch, sequence);
      } else if (t.holds.attempt(intent) == attempt) {
        follow(in, intent, epoch, sequence, state);
      }
    }
    d.outcomes.plain(OutcomeType.DONE, false);
  }

  private void end(int intent, int epoch, long sequence) {
    d.effects.beginSettle(intent, epoch, sequence, Settlement.VOID).putInt(0);
    d.effects.endSettle();
  }

  /**
   * What the home has decided under its epoch is noted even if nothing differs: what it said
   * earlier may come after it. What is known already is nothing new even if it differs: the intent
   * has shipped ahead since.
   */
  private void follow(Frame in, int intent, int epoch, long sequence, int state) {
    int lines = in.cursor();
    d.check.read(in, intent);
    boolean undecided = t.holds.state(intent) == Holds.OPENING;
    if (undecided && !(d.check.fits() && d.check.anyLeft())) {
      // A request that came late, or once more: the home stands on nothing of what it took.
      end(intent, epoch, sequence);
      return;
    }
    boolean differs = d.check.differs() || t.holds.state(intent) != state;
    boolean news = d.revisions(intent, epoch, sequence) < 0 && (sequence != 0 || differs);
    if (news && d.check.fits()) {
      in.seek(lines);
      copySettledLines(in, d.effects.beginSettle(intent, epoch, sequence, state));
      d.effects.endSettle();
    }
  }

  static void copySettledLines(Frame in, Frame to) {
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
