package dev.holdfast.engine.shard;

import dev.holdfast.engine.Reason;

/** Decides about shipments and cancellations: units of confirmed holds, by line. */
final class PartDecider {
  private final Desk d;
  private final Tables t;
  private int[] sku = new int[8];
  private long[] asked = new long[8];
  private long[] need = new long[8];
  private int count;
  private int shortLines;
  private boolean listed;

  PartDecider(Desk desk) {
    d = desk;
    t = desk.t;
  }

  /** Ships or cancels. A basket's shipment is only prepared: its line shards go first. */
  void parts(Frame in, int ack, boolean ship) {
    d.row.key(in);
    long high = in.getLong();
    long low = in.getLong();
    long digest = in.getLong();
    int hold = find(ship);
    if (hold == 0) {
      return;
    }
    boolean synced = d.synced(ack, t.holds.pool(hold));
    int mark = t.marks.find(hold, high, low);
    if (mark != 0) {
      replay(hold, mark, digest, ship, synced);
      return;
    }
    int foreign = readWishes(in, hold);
    if (foreign >= 0) {
      d.outcomes.refused(Reason.INVALID_LINES, foreign, synced);
      return;
    }
    boolean onHand = ship && t.owns(hold);
    gather(hold, onHand);
    if (shortLines > 0 || d.parts.count() == 0) {
      shortages(hold, synced);
    } else if (ship && !t.owns(hold)) {
      prepare(hold, synced);
    } else {
      int type = ship ? EffectType.SHIP : EffectType.CANCEL;
      d.effects.parts(type, hold, synced, high, low, digest, d.parts);
      d.changed(hold);
      d.outcomes.hold(OutcomeType.HOLD, hold, false, synced);
    }
  }

  private int find(boolean ship) {
    int hold = d.findHold();
    if (hold == 0 || t.holds.state(hold) == Holds.OPENING) {
      d.outcomes.refused(Reason.HOLD_NOT_FOUND, -1, false);
      return 0;
    }
    switch (t.holds.state(hold)) {
      case Holds.CONFIRMED -> {
        return hold;
      }
      case Holds.HELD -> d.outcomes.refused(Reason.HOLD_NOT_CONFIRMED, -1, false);
      case Holds.EXPIRED -> d.outcomes.refused(Reason.HOLD_EXPIRED, -1, false);
      default -> d.outcomes.refused(Reason.HOLD_RELEASED, -1, false);
    }
    return 0;
  }

  private void replay(int hold, int mark, long digest, boolean ship, boolean synced) {
    if (t.marks.digest(mark) == digest) {
      d.outcomes.hold(OutcomeType.HOLD, hold, false, synced);
    } else {
      d.outcomes.refused(
          ship ? Reason.SHIPMENT_ID_REUSED : Reason.CANCELLATION_ID_REUSED, -1, synced);
    }
  }

  /** Reads what is asked; answers the place of a SKU that the hold has no line of, or -1. */
  private int readWishes(Frame in, int hold) {
    count = in.getInt();
    listed = count > 0;
    if (count > sku.length) {
      sku = new int[count];
      asked = new long[count];
      need = new long[count];
    }
    int foreign = -1;
    for (int i = 0; i < count; i++) {
      sku[i] = d.find(in);
      asked[i] = in.getLong();
      need[i] = asked[i];
      if (foreign < 0 && !hasLine(hold, sku[i])) {
        foreign = i;
      }
    }
    return foreign;
  }

  private boolean hasLine(int hold, int skuNumber) {
    for (int line = t.holds.line(hold); line != 0; line = t.lines.next(line)) {
      if (t.lines.sku(line) == skuNumber) {
        return true;
      }
    }
    return false;
  }

  /** Finds the backings to take from, as far as there are units left and, if asked, on hand. */
  private void gather(int hold, boolean onHand) {
    d.parts.clear();
    shortLines = 0;
    for (int line = t.holds.line(hold); line != 0; line = t.lines.next(line)) {
      int wish = wish(line);
      long limit = listed ? (wish < 0 ? 0 : need[wish]) : Integer.MAX_VALUE;
      int left = 0;
      int taken = 0;
      int place = 0;
      for (int b = t.lines.backing(line); b != 0; b = t.backings.next(b), place++) {
        left += t.backings.left(b);
        int units = (int) Math.min(t.backings.left(b), limit - taken);
        if (units > 0 && onHand) {
          units = takeOnHand(t.position(line, b), units);
        }
        if (units > 0) {
          d.parts.add(t.lines.number(line), place, units);
          taken += units;
        }
      }
      if (wish >= 0) {
        need[wish] -= taken;
      } else if (!listed && taken < left) {
        shortLines++;
      }
    }
    for (int i = 0; i < count; i++) {
      shortLines += need[i] > 0 ? 1 : 0;
    }
    if (onHand) {
      clearPlanned(hold);
    }
  }

  private int wish(int line) {
    for (int i = 0; i < count; i++) {
      if (sku[i] == t.lines.sku(line)) {
        return i;
      }
    }
    return -1;
  }

  private int takeOnHand(int position, int units) {
    long free = t.positions.onHand(position) - t.positions.planned(position);
    int taken = (int) Math.max(0, Math.min(units, free));
    t.positions.addPlanned(position, taken);
    return taken;
  }

  private void clearPlanned(int hold) {
    for (int line = t.holds.line(hold); line != 0; line = t.lines.next(line)) {
      for (int b = t.lines.backing(line); b != 0; b = t.backings.next(b)) {
        t.positions.clearPlanned(t.position(line, b));
      }
    }
  }

  private void shortages(int hold, boolean synced) {
    d.outcomes.openRefused(Reason.INSUFFICIENT_STOCK, -1, false, synced);
    int written = 0;
    if (listed) {
      for (int i = 0; i < count; i++) {
        if (need[i] > 0) {
          d.outcomes.shortage(i, sku[i], -1, asked[i], asked[i] - need[i]);
          written++;
        }
      }
    } else {
      written = shortLinesOf(hold);
    }
    d.outcomes.closeRefused(written);
  }

  /** Lines that do not get all they have left; if none has anything left, all that were granted. */
  private int shortLinesOf(int hold) {
    boolean ended = t.left(hold) == 0;
    int written = 0;
    for (int line = t.holds.line(hold); line != 0; line = t.lines.next(line)) {
      int left = 0;
      for (int b = t.lines.backing(line); b != 0; b = t.backings.next(b)) {
        left += t.backings.left(b);
      }
      int taken = 0;
      for (int i = 0; i < d.parts.count(); i++) {
        taken += d.parts.line(i) == t.lines.number(line) ? d.parts.units(i) : 0;
      }
      int wanted = ended ? t.lines.quantity(line) : left;
      if (taken < wanted) {
        int number = t.lines.number(line);
        d.outcomes.shortage(number, t.lines.sku(line), t.lines.pin(line), wanted, taken);
        written++;
      }
    }
    return written;
  }

  /**
   * Says how the home stands and which units of which lines the line shards are to ship. A shipment
   * ends with a decision, or with the home's owner: so it has a revision of its own to be asked for
   * by, and what is asked for an earlier one comes too late.
   */
  private void prepare(int hold, boolean synced) {
    Frame out = d.outcomes.open(OutcomeType.PARTS, synced);
    d.settlements.write(hold, t.holds.attempt(hold), out);
    out.putInt(d.parts.count());
    int line = t.holds.line(hold);
    for (int i = 0; i < d.parts.count(); i++) {
      while (t.lines.number(line) != d.parts.line(i)) {
        line = t.lines.next(line);
      }
      out.putInt(d.parts.line(i));
      out.putInt(d.parts.units(i));
      t.names.write(t.lines.sku(line), out);
    }
    d.outcomes.close();
  }

  /** A basket's home decides on a shipment that its intents have taken. */
  void shipParts(Frame in, int ack) {
    d.row.key(in);
    long high = in.getLong();
    long low = in.getLong();
    long digest = in.getLong();
    int hold = find(true);
    if (hold == 0) {
      return;
    }
    boolean synced = d.synced(ack, t.holds.pool(hold));
    d.parts.read(in);
    int mark = t.marks.find(hold, high, low);
    if (mark != 0) {
      replay(hold, mark, digest, true, synced);
    } else if (!covers(hold)) {
      d.effects.abandonShipment(hold);
      d.outcomes.refused(Reason.INSUFFICIENT_STOCK, -1, synced);
    } else {
      d.effects.parts(EffectType.SHIP, hold, synced, high, low, digest, d.parts);
      d.outcomes.hold(OutcomeType.HOLD, hold, false, synced);
    }
    d.changed(hold);
  }

  private boolean covers(int hold) {
    int line = t.holds.line(hold);
    for (int i = 0; i < d.parts.count(); i++) {
      while (t.lines.number(line) != d.parts.line(i)) {
        line = t.lines.next(line);
      }
      int backing = t.lines.backing(line);
      for (int place = d.parts.place(i); place > 0; place--) {
        backing = t.backings.next(backing);
      }
      if (t.backings.left(backing) < d.parts.units(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The home gives a shipment up. That is a decision of its own, later than all that its intents
   * know, so that the settlement that takes the units back cannot be mistaken for an earlier one.
   */
  void abandonShipment(Frame in) {
    d.row.key(in);
    int hold = d.findHold();
    if (hold != 0 && t.holds.state(hold) == Holds.CONFIRMED) {
      d.effects.abandonShipment(hold);
      d.changed(hold);
    }
    d.outcomes.plain(OutcomeType.DONE, false);
  }

  /**
   * An intent's units leave before its home decides; a settlement takes them back if it refuses.
   * What is asked for is how the intent is to stand: as its home does, and so many units further.
   * So a request that comes once more ships nothing more, and one from before another decision of
   * the home ships nothing at all.
   */
  void shipIntent(Frame in) {
    int home = in.getInt();
    d.row.key(in);
    long attempt = in.getLong();
    int epoch = in.getInt();
    long sequence = in.getLong();
    int lines = in.cursor();
    int intent = t.holds.findIntent(d.row.high, d.row.low, home);
    if (intent == 0
        || t.holds.attempt(intent) != attempt
        || d.revisions(intent, epoch, sequence) > 0) {
      d.outcomes.refused(Reason.UNKNOWN_OUTCOME, -1, false);
      return;
    }
    d.check.read(in, intent);
    int wishes = in.cursor();
    boolean asked = d.revisions(intent, epoch, sequence) == 0;
    if (asked && d.check.fits() && d.check.isAheadBy(in)) {
      shipped(attempt, d.check.ahead);
      return;
    }
    if (!d.check.fits() || !d.check.anyLeft()) {
      d.outcomes.refused(Reason.UNKNOWN_OUTCOME, -1, false);
      return;
    }
    if (!asked || d.check.differs()) {
      in.seek(lines);
      Frame to = d.effects.beginSettle(intent, epoch, sequence, Holds.CONFIRMED);
      BasketDecider.copySettledLines(in, to);
      d.effects.endSettle();
    }
    in.seek(wishes);
    gatherLines(in, intent);
    if (shortLines > 0) {
      refuseLines(intent);
    } else {
      d.effects.shipIntent(intent, d.parts);
      shipped(attempt, d.parts);
    }
  }

  private void shipped(long attempt, Parts parts) {
    Frame out = d.outcomes.open(OutcomeType.PARTS, false);
    out.putLong(attempt);
    parts.write(out);
    d.outcomes.close();
  }

  private void refuseLines(int intent) {
    d.outcomes.openRefused(Reason.INSUFFICIENT_STOCK, -1, false, false);
    int written = 0;
    for (int i = 0; i < count; i++) {
      if (need[i] > 0) {
        int line = line(intent, sku[i]);
        d.outcomes.shortage(sku[i], t.lines.sku(line), -1, asked[i], asked[i] - need[i]);
        written++;
      }
    }
    d.outcomes.closeRefused(written);
  }

  private void gatherLines(Frame in, int intent) {
    count = in.getInt();
    if (count > sku.length) {
      sku = new int[count];
      asked = new long[count];
      need = new long[count];
    }
    d.parts.clear();
    shortLines = 0;
    for (int i = 0; i < count; i++) {
      sku[i] = in.getInt();
      asked[i] = in.getInt();
      need[i] = asked[i];
      int line = line(intent, sku[i]);
      int place = 0;
      for (int b = t.lines.backing(line); b != 0; b = t.backings.next(b), place++) {
        int units = (int) Math.min(t.backings.left(b), need[i]);
        units = takeOnHand(t.position(line, b), units);
        if (units > 0) {
          d.parts.add(sku[i], place, units);
          need[i] -= units;
        }
      }
      shortLines += need[i] > 0 ? 1 : 0;
    }
    clearPlanned(intent);
  }

  private int line(int intent, int number) {
    int line = t.holds.line(intent);
    while (t.lines.number(line) != number) {
      line = t.lines.next(line);
    }
    return line;
  }
}
