package dev.holdfast.engine.shard;

import dev.holdfast.engine.Reason;
import dev.holdfast.engine.catalogue.PoolPlan;

/** Decides about holds that were granted: confirm, release, extend, expiry. */
final class HoldDecider {
  private final Desk d;
  private final Tables t;
  private final GrantDecider grants;
  private final ExpiryListener expiries;

  HoldDecider(Desk desk, GrantDecider grants, ExpiryListener expiries) {
    d = desk;
    t = desk.t;
    this.grants = grants;
    this.expiries = expiries;
  }

  void confirm(Frame in, int ack) {
    d.row.key(in);
    boolean reacquire = in.getByte() != 0;
    int hold = find();
    if (hold == 0) {
      return;
    }
    d.row.order(in);
    boolean synced = d.synced(ack, t.holds.pool(hold));
    switch (t.holds.state(hold)) {
      case Holds.HELD -> {
        if (t.holds.has(hold, Holds.SHORT)) {
          d.outcomes.refused(Reason.INSUFFICIENT_STOCK, -1, synced);
          return;
        }
        d.effects.confirm(hold, synced, d.row);
        d.changed(hold);
        answer(hold, synced);
      }
      case Holds.CONFIRMED -> {
        if (d.row.sameOrder(t, hold)) {
          answer(hold, synced);
        } else {
          d.outcomes.refused(Reason.HOLD_ALREADY_CONFIRMED, -1, synced);
        }
      }
      case Holds.EXPIRED -> expired(hold, reacquire, synced);
      default -> d.outcomes.refused(Reason.HOLD_RELEASED, -1, synced);
    }
  }

  private void expired(int hold, boolean reacquire, boolean synced) {
    if (!reacquire) {
      d.outcomes.refused(Reason.HOLD_EXPIRED, -1, synced);
    } else if (t.holds.has(hold, Holds.REOPENED)) {
      d.outcomes.plain(OutcomeType.DECIDING, synced);
    } else if (t.holds.has(hold, Holds.BASKET)) {
      d.outcomes.hold(OutcomeType.BASKET, hold, false, synced);
    } else {
      grants.reacquire(hold, synced);
    }
  }

  void release(Frame in, int ack) {
    d.row.key(in);
    int hold = find();
    if (hold == 0) {
      return;
    }
    boolean synced = d.synced(ack, t.holds.pool(hold));
    if (t.holds.state(hold) == Holds.HELD) {
      d.effects.release(hold);
      d.changed(hold);
    }
    if (t.holds.state(hold) == Holds.RELEASED) {
      answer(hold, synced);
    } else {
      d.outcomes.refused(whyNotHeld(hold), -1, synced);
    }
  }

  void extend(Frame in, int ack) {
    d.row.key(in);
    long asked = in.getLong();
    int hold = find();
    if (hold == 0) {
      return;
    }
    boolean synced = d.synced(ack, t.holds.pool(hold));
    if (t.holds.state(hold) != Holds.HELD) {
      d.outcomes.refused(whyNotHeld(hold), -1, synced);
      return;
    }
    PoolPlan plan = d.plan(t.holds.pool(hold));
    long current = t.holds.expireMillis(hold);
    long latest =
        plan == null ? current : t.holds.createMillis(hold) + plan.pool().longestLifeMillis();
    long end = Math.max(current, Math.min(asked, latest));
    if (end != current) {
      d.effects.extend(hold, synced, end);
    }
    answer(hold, synced);
  }

  void get(Frame in) {
    d.row.key(in);
    int hold = find();
    if (hold != 0) {
      answer(hold, false);
    }
  }

  /** Ends every hold whose time has come, or as many as one batch has room for. */
  void expire() {
    while (d.effects.size() < Shard.FULL) {
      int count = t.wheel.poll(t.time);
      if (count == 0) {
        return;
      }
      t.ahead.expired(t.wheel.polled(), count);
      for (int i = 0; i < count; i++) {
        int hold = t.wheel.due(i);
        if (hold != 0) {
          expiries.expired(t.time - t.holds.expireMillis(hold));
          d.effects.expire(hold);
          d.changed(hold);
        }
      }
    }
  }

  private int find() {
    int hold = d.findHold();
    if (hold == 0 || t.holds.state(hold) == Holds.OPENING) {
      d.outcomes.refused(Reason.HOLD_NOT_FOUND, -1, false);
      return 0;
    }
    return hold;
  }

  private void answer(int hold, boolean synced) {
    d.outcomes.hold(OutcomeType.HOLD, hold, false, synced);
  }

  private Reason whyNotHeld(int hold) {
    return switch (t.holds.state(hold)) {
      case Holds.CONFIRMED -> Reason.HOLD_ALREADY_CONFIRMED;
      case Holds.EXPIRED -> Reason.HOLD_EXPIRED;
      default -> Reason.HOLD_RELEASED;
    };
  }
}
