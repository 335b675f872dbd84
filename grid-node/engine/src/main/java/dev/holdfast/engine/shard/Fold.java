package dev.holdfast.engine.shard;

/**
 * Changes the tables as an effect says. The owner runs it on each effect as it is decided, a copy
 * on each effect that it receives: nothing else changes the tables. Single writer.
 */
final class Fold {
  private final Tables t;
  private final Holds holds;
  private final Lines lines;
  private final Backings backings;
  private final Positions positions;
  private final StockFold stock;

  Fold(Tables tables) {
    this.t = tables;
    this.holds = tables.holds;
    this.lines = tables.lines;
    this.backings = tables.backings;
    this.positions = tables.positions;
    this.stock = new StockFold(tables);
  }

  /** Applies the effect at the frame's cursor, which then stands behind it. */
  void apply(Frame from) {
    t.sequence++;
    int type = from.getByte();
    Touched touched = t.touched;
    if (touched != null) {
      touched.begin(type);
    }
    fold(type, from);
    if (touched != null) {
      touched.end();
    }
  }

  private void fold(int type, Frame from) {
    switch (type) {
      case EffectType.NAME -> name(from);
      case EffectType.PUT -> {
        int hold = put(from);
        if (!holds.isIntent(hold) && isOpening(hold)) {
          holds.setAttempt(hold, t.sequence);
        }
      }
      case EffectType.BEGIN -> put(from);
      case EffectType.CONFIRM -> confirm(from);
      case EffectType.RELEASE -> end(find(from), Holds.RELEASED);
      case EffectType.EXPIRE -> end(find(from), Holds.EXPIRED);
      case EffectType.EXTEND -> extend(from);
      case EffectType.SHIP -> parts(from, true);
      case EffectType.CANCEL -> parts(from, false);
      case EffectType.ABANDON -> abandon(find(from));
      case EffectType.SHIP_INTENT -> shipIntent(from);
      case EffectType.SETTLE -> settle(from);
      case EffectType.SHIP_ABANDONED -> abandonShipment(from);
      case EffectType.SHORT -> becomeShort(find(from));
      case EffectType.COUNT -> stock.count(from);
      case EffectType.ADJUST -> stock.adjust(from);
      default -> throw new IllegalStateException("effect type " + type + " is of a newer format");
    }
  }

  private void name(Frame from) {
    int length = from.getByte();
    t.names.add(from.array(), from.skip(length), length);
  }

  /** The hold whose key comes next. */
  private int find(Frame from) {
    int hold = holds.find(from.getLong(), from.getLong());
    if (hold == 0) {
      throw new IllegalStateException("an effect on a hold that is not there");
    }
    touch(hold);
    return hold;
  }

  private int findIntent(Frame from) {
    int intent = holds.findIntent(from.getLong(), from.getLong(), from.getInt());
    if (intent == 0) {
      throw new IllegalStateException("an effect on an intent that is not there");
    }
    touch(intent);
    return intent;
  }

  private void touch(int hold) {
    if (t.touched != null) {
      t.touched.hold(hold);
    }
  }

  private int put(Frame from) {
    int at = from.cursor();
    long high = from.getLong();
    long low = from.getLong();
    int tag = (int) (from.getLong() >>> 32);
    from.seek(at);
    int before = tag == 0 ? holds.find(high, low) : holds.findIntent(high, low, tag - 1);
    if (before != 0) {
      leaveLists(before);
      t.ended.drop(before);
    }
    int hold = HoldRecord.read(t, from);
    touch(hold);
    t.ended.came();
    // A basket that is only begun is no grant yet: its revision is that of the decision.
    if (holds.grantSequence(hold) == 0 && holds.state(hold) != Holds.OPENING) {
      holds.setGrantRevision(hold, t.epoch, t.sequence);
    }
    if (!holds.isIntent(hold)) {
      holds.setLastRevision(hold, t.epoch, t.sequence);
    }
    joinLists(hold);
    if (t.owns(hold)) {
      take(hold);
    }
    return hold;
  }

  private boolean isOpening(int hold) {
    return holds.state(hold) == Holds.OPENING || holds.has(hold, Holds.REOPENED);
  }

  /** Counts and timers of a row that is about to go or to change. */
  private void leaveLists(int hold) {
    if (holds.isIntent(hold)) {
      setAhead(hold, false);
      if (holds.state(hold) == Holds.OPENING) {
        t.undecidedIntents--;
      }
    } else if (isOpening(hold)) {
      t.openings--;
    }
    t.wheel.remove(hold);
  }

  void joinLists(int hold) {
    if (holds.isIntent(hold)) {
      t.aheadIntents += holds.has(hold, Holds.AHEAD) ? 1 : 0;
      if (holds.state(hold) == Holds.OPENING) {
        t.undecidedIntents++;
      }
    } else if (isOpening(hold)) {
      t.openings++;
    } else if (holds.state(hold) == Holds.HELD) {
      t.wheel.add(hold);
    }
  }

  private void take(int hold) {
    boolean committed = holds.state(hold) == Holds.CONFIRMED;
    boolean undecided = holds.state(hold) == Holds.OPENING;
    for (int line = holds.line(hold); line != 0; line = lines.next(line)) {
      for (int b = lines.backing(line); b != 0; b = backings.next(b)) {
        int position = t.position(line, b);
        int units = backings.quantity(b);
        if (committed) {
          positions.addCommitted(position, units);
        } else {
          positions.addHeld(position, units);
        }
        if (undecided) {
          positions.addUndecided(position, units);
        }
        if (positions.held(position) + positions.committed(position) > positions.onHand(position)) {
          t.oversold++;
        }
      }
      long since = lines.quotaSince(line);
      if (since != 0) {
        int units = lines.quantity(line);
        int quota = t.quotas.findOrAdd(holds.pool(hold), lines.sku(line));
        t.quotas.take(quota, since, units, undecided ? units : 0);
      }
    }
  }

  private void confirm(Frame from) {
    int hold = find(from);
    boolean synced = from.getByte() != 0;
    t.wheel.remove(hold);
    if (t.owns(hold)) {
      commitUnits(hold);
    }
    holds.setState(hold, Holds.CONFIRMED);
    holds.set(hold, Holds.SYNCED, synced);
    HoldRecord.readOrder(t, hold, from);
    holds.setLastRevision(hold, t.epoch, t.sequence);
  }

  private void commitUnits(int hold) {
    for (int line = holds.line(hold); line != 0; line = lines.next(line)) {
      for (int b = lines.backing(line); b != 0; b = backings.next(b)) {
        int position = t.position(line, b);
        positions.addHeld(position, -backings.quantity(b));
        positions.addCommitted(position, backings.quantity(b));
      }
    }
  }

  private void end(int hold, int state) {
    t.wheel.remove(hold);
    if (t.owns(hold)) {
      giveBackAll(hold);
    }
    holds.setState(hold, state);
    holds.setLastRevision(hold, t.epoch, t.sequence);
    // An expiry that is decided late has happened at its deadline all the same.
    boolean due = state == Holds.EXPIRED && !holds.isIntent(hold);
    ended(hold, due ? holds.expireMillis(hold) : t.time);
  }

  private void ended(int hold, long endMillis) {
    holds.setEndMillis(hold, endMillis);
    t.ended.add(hold);
  }

  /** All units that are left return to free. */
  private void giveBackAll(int hold) {
    for (int line = holds.line(hold); line != 0; line = lines.next(line)) {
      for (int b = lines.backing(line); b != 0; b = backings.next(b)) {
        giveBack(hold, line, b, backings.left(b));
      }
    }
  }

  private void giveBack(int hold, int line, int backing, int units) {
    int position = t.position(line, backing);
    boolean undecided = holds.isIntent(hold) && holds.state(hold) == Holds.OPENING;
    if (holds.state(hold) == Holds.CONFIRMED) {
      positions.addCommitted(position, -units);
    } else {
      positions.addHeld(position, -units);
    }
    if (undecided) {
      positions.addUndecided(position, -units);
    }
    if (lines.quotaSince(line) != 0) {
      int quota = t.quotas.findOrAdd(holds.pool(hold), lines.sku(line));
      t.quotas.change(quota, lines.quotaSince(line), -units, undecided ? -units : 0);
    }
  }

  private void extend(Frame from) {
    int hold = find(from);
    boolean synced = from.getByte() != 0;
    t.wheel.remove(hold);
    holds.setExpireMillis(hold, from.getLong());
    holds.set(hold, Holds.SYNCED, synced);
    holds.setLastRevision(hold, t.epoch, t.sequence);
    t.wheel.add(hold);
  }

  private void parts(Frame from, boolean ship) {
    int hold = find(from);
    boolean synced = from.getByte() != 0;
    long high = from.getLong();
    long low = from.getLong();
    t.marks.add(hold, holds.mark(hold), high, low, from.getLong());
    applyParts(hold, from, ship);
    holds.set(hold, Holds.SYNCED, synced);
    holds.setLastRevision(hold, t.epoch, t.sequence);
    if (t.left(hold) == 0) {
      ended(hold, t.time);
    }
  }

  /** Parts come in the order of lines and backings: (line number, place of the backing, units). */
  private void applyParts(int hold, Frame from, boolean ship) {
    int line = holds.line(hold);
    for (int n = from.getInt(); n > 0; n--) {
      int number = from.getInt();
      while (lines.number(line) != number) {
        line = lines.next(line);
      }
      int backing = lines.backing(line);
      for (int place = from.getInt(); place > 0; place--) {
        backing = backings.next(backing);
      }
      int units = from.getInt();
      if (ship) {
        ship(hold, line, backing, units);
      } else {
        cancel(hold, line, backing, units);
      }
    }
  }

  private void ship(int hold, int line, int backing, int units) {
    backings.addShipped(backing, units);
    if (t.owns(hold)) {
      int position = t.position(line, backing);
      positions.setOnHand(position, positions.onHand(position) - units);
      positions.addCommitted(position, -units);
    }
  }

  private void cancel(int hold, int line, int backing, int units) {
    backings.addCancelled(backing, units);
    if (t.owns(hold)) {
      giveBack(hold, line, backing, units);
    }
  }

  private void abandon(int hold) {
    leaveLists(hold);
    if (holds.has(hold, Holds.REOPENED)) {
      holds.set(hold, Holds.REOPENED, false);
      t.ended.add(hold);
    } else {
      t.remove(hold);
    }
  }

  /** The hold may have ended meanwhile, and a copy may keep fewer of these than the owner. */
  private void abandonShipment(Frame from) {
    int hold = holds.find(from.getLong(), from.getLong());
    if (hold != 0) {
      touch(hold);
      holds.setLastRevision(hold, t.epoch, t.sequence);
    }
  }

  private void becomeShort(int hold) {
    holds.set(hold, Holds.SHORT, true);
    holds.setLastRevision(hold, t.epoch, t.sequence);
  }

  private void shipIntent(Frame from) {
    int intent = findIntent(from);
    setAhead(intent, true);
    applyParts(intent, from, true);
  }

  private void setAhead(int intent, boolean ahead) {
    if (holds.has(intent, Holds.AHEAD) != ahead) {
      holds.set(intent, Holds.AHEAD, ahead);
      t.aheadIntents += ahead ? 1 : -1;
    }
  }

  private void settle(Frame from) {
    int intent = findIntent(from);
    long epoch = from.getInt();
    long sequence = from.getLong();
    int state = from.getByte();
    if (state == Holds.HELD || state == Holds.CONFIRMED) {
      decide(intent, state);
      setAhead(intent, false);
      holds.setLastRevision(intent, epoch, sequence);
      settleUnits(intent, from);
      if (t.left(intent) == 0) {
        t.remove(intent);
      }
    } else {
      from.getInt();
      leaveLists(intent);
      giveBackAll(intent);
      t.remove(intent);
    }
  }

  private void decide(int intent, int state) {
    if (holds.state(intent) == Holds.OPENING) {
      t.undecidedIntents--;
      for (int line = holds.line(intent); line != 0; line = lines.next(line)) {
        for (int b = lines.backing(line); b != 0; b = backings.next(b)) {
          positions.addUndecided(t.position(line, b), -backings.quantity(b));
        }
        if (lines.quotaSince(line) != 0) {
          int quota = t.quotas.findOrAdd(holds.pool(intent), lines.sku(line));
          t.quotas.change(quota, lines.quotaSince(line), 0, -lines.quantity(line));
        }
      }
      holds.setState(intent, Holds.HELD);
    }
    if (holds.state(intent) == Holds.HELD && state == Holds.CONFIRMED) {
      commitUnits(intent);
      holds.setState(intent, Holds.CONFIRMED);
    }
  }

  /** Brings shipped and cancelled units to what the home says, down as well as up. */
  private void settleUnits(int intent, Frame from) {
    int line = holds.line(intent);
    for (int n = from.getInt(); n > 0; n--) {
      int number = from.getInt();
      while (lines.number(line) != number) {
        line = lines.next(line);
      }
      int backing = lines.backing(line);
      for (int m = from.getInt(); m > 0; m--) {
        ship(intent, line, backing, from.getInt() - backings.shipped(backing));
        cancel(intent, line, backing, from.getInt() - backings.cancelled(backing));
        backing = backings.next(backing);
      }
    }
  }
}
