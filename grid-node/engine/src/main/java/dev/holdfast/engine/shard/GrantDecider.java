package dev.holdfast.engine.shard;

import dev.holdfast.engine.Reason;
import dev.holdfast.engine.catalogue.PoolPlan;

/** Decides about units that are asked for: holds, intents, and holds that are reacquired. */
final class GrantDecider {
  static final int PARTIAL = 1;

  /** Say what there is, take nothing. */
  static final int CHECK_ONLY = 2;

  private final Desk d;
  private final Tables t;

  GrantDecider(Desk desk) {
    d = desk;
    t = desk.t;
  }

  /** A hold whose lines all live here. */
  void create(Frame in, int ack) {
    d.row.key(in);
    long digest = in.getLong();
    int pool = in.getInt();
    int flags = in.getByte();
    long region = in.getLong();
    long ttl = in.getLong();
    boolean synced = d.synced(ack, pool);
    PoolPlan plan = begin(digest, pool, ttl, synced);
    if (plan == null || !readLines(in, plan, region, synced)) {
      return;
    }
    Allocation.Verdict verdict = d.allocation.decide((flags & PARTIAL) != 0);
    if (verdict != Allocation.Verdict.GRANTED) {
      refuse(verdict, synced, false);
      return;
    }
    d.row.region = region;
    grant(0, Holds.HELD, synced ? Holds.SYNCED : 0, pool);
    d.outcomes.hold(OutcomeType.HOLD, t.holds.find(d.row.high, d.row.low), true, synced);
  }

  /** Begins a basket at its home; its lines follow with the decision. */
  void open(Frame in, int ack) {
    d.row.key(in);
    long digest = in.getLong();
    int pool = in.getInt();
    in.getByte();
    long region = in.getLong();
    boolean synced = d.synced(ack, pool);
    PoolPlan plan = begin(digest, pool, in.getLong(), synced);
    if (plan == null || !readLines(in, plan, region, synced)) {
      return;
    }
    d.row.region = region;
    d.effects.beginBasket(Holds.OPENING, 0, pool, d.row).putInt(0);
    d.effects.endPut();
    opened(synced);
  }

  private void opened(boolean synced) {
    int hold = t.holds.find(d.row.high, d.row.low);
    Frame out = d.outcomes.open(OutcomeType.OPENED, synced);
    out.putLong(t.holds.attempt(hold));
    out.putLong(t.holds.region(hold));
    d.outcomes.close();
  }

  /** Answers what is known of the id, or what is wrong with the request; null if it did. */
  private @org.jspecify.annotations.Nullable PoolPlan begin(
      long digest, int pool, long ttl, boolean synced) {
    int known = t.ended.find(d.row.high, d.row.low);
    if (known != 0) {
      replay(known, digest, synced);
      return null;
    }
    PoolPlan plan = d.plan(pool);
    if (plan == null) {
      d.outcomes.refused(Reason.POOL_NOT_FOUND, -1, synced);
      return null;
    }
    if (ttl > plan.pool().longestLifeMillis()) {
      d.outcomes.refused(Reason.INVALID_TTL, -1, synced);
      return null;
    }
    d.row.ttl = (int) (ttl == 0 ? plan.pool().defaultLifeMillis() : ttl);
    d.row.digest = digest;
    d.row.createMillis = t.time;
    d.row.expireMillis = t.time + d.row.ttl;
    return plan;
  }

  private void replay(int known, long digest, boolean synced) {
    if (!d.row.matches(t, known) || t.holds.digest(known) != digest) {
      d.outcomes.refused(Reason.HOLD_ID_REUSED, -1, synced);
    } else if (t.holds.state(known) == Holds.OPENING) {
      d.outcomes.plain(OutcomeType.DECIDING, synced);
    } else {
      d.outcomes.hold(OutcomeType.HOLD, known, true, synced);
    }
  }

  private boolean readLines(Frame in, PoolPlan plan, long region, boolean synced) {
    d.allocation.begin(d.catalogue, plan, region);
    for (int n = in.getInt(); n > 0; n--) {
      int number = in.getInt();
      int sku = d.find(in);
      int quantity = in.getInt();
      int pin = in.getInt();
      if (pin >= 0 && !plan.contains(pin)) {
        boolean exists = d.catalogue.exists(pin);
        d.outcomes.refused(
            exists ? Reason.INVALID_LOCATION : Reason.LOCATION_NOT_FOUND, number, synced);
        return false;
      }
      d.allocation.line(number, sku, pin, quantity, quantity, plan);
    }
    return true;
  }

  private void grant(int tag, int state, int flags, int pool) {
    Frame to = d.effects.beginPut(tag, state, flags, pool, d.row);
    d.allocation.write(to);
    d.effects.endPut();
  }

  /** Writes the refusal of an allocation; lines that fall short are named. */
  void refuse(Allocation.Verdict verdict, boolean synced, boolean expired) {
    Allocation a = d.allocation;
    switch (verdict) {
      case BLOCKED -> d.outcomes.plain(OutcomeType.BLOCKED, synced);
      case SKU_NOT_STOCKED -> {
        int line = 0;
        while (a.isStocked(line)) {
          line++;
        }
        d.outcomes.refused(Reason.SKU_NOT_STOCKED, a.number(line), synced);
      }
      case INSUFFICIENT_STOCK ->
          shortages(expired ? Reason.HOLD_EXPIRED : Reason.INSUFFICIENT_STOCK, expired, synced);
      case QUOTA_EXCEEDED ->
          shortages(expired ? Reason.HOLD_EXPIRED : Reason.QUOTA_EXCEEDED, expired, synced);
      case SCATTERED -> {
        d.outcomes.openRefused(
            expired ? Reason.HOLD_EXPIRED : Reason.INVALID_LINES, -1, expired, synced);
        d.outcomes.closeRefused(0);
      }
      case GRANTED -> throw new IllegalStateException("a grant is not a refusal");
    }
  }

  private void shortages(Reason reason, boolean refund, boolean synced) {
    Allocation a = d.allocation;
    d.outcomes.openRefused(reason, -1, refund, synced);
    int count = 0;
    for (int i = 0; i < a.count(); i++) {
      if (a.granted(i) < a.wanted(i)) {
        d.outcomes.shortage(a.number(i), a.sku(i), a.pin(i), a.wanted(i), a.granted(i));
        count++;
      }
    }
    d.outcomes.closeRefused(count);
  }

  /** Decides an expired hold afresh: all that was granted then, in the same pool. */
  void reacquire(int hold, boolean synced) {
    Holds holds = t.holds;
    int pool = holds.pool(hold);
    PoolPlan plan = d.plan(pool);
    if (plan == null) {
      nothingLeft(hold, synced);
      return;
    }
    d.allocation.begin(d.catalogue, plan, holds.region(hold));
    for (int line = holds.line(hold); line != 0; line = t.lines.next(line)) {
      d.allocation.line(
          t.lines.number(line),
          t.lines.sku(line),
          t.lines.pin(line),
          t.lines.requested(line),
          t.lines.quantity(line),
          plan);
    }
    Allocation.Verdict verdict = d.allocation.again();
    if (verdict != Allocation.Verdict.GRANTED) {
      refuse(verdict, synced, true);
      return;
    }
    d.row.copy(t, hold);
    d.row.endMillis = 0;
    grant(0, Holds.CONFIRMED, synced ? Holds.SYNCED : 0, pool);
    d.outcomes.hold(OutcomeType.HOLD, t.holds.find(d.row.high, d.row.low), false, synced);
  }

  /** The pool is gone: none of what was granted can be had again. */
  private void nothingLeft(int hold, boolean synced) {
    d.outcomes.openRefused(Reason.HOLD_EXPIRED, -1, true, synced);
    int count = 0;
    for (int line = t.holds.line(hold); line != 0; line = t.lines.next(line)) {
      if (t.lines.quantity(line) > 0) {
        d.outcomes.shortage(
            t.lines.number(line), t.lines.sku(line), t.lines.pin(line), t.lines.quantity(line), 0);
        count++;
      }
    }
    d.outcomes.closeRefused(count);
  }

  /** Begins to decide an expired basket afresh. */
  void reopen(Frame in, int ack) {
    d.row.key(in);
    int hold = d.findHold();
    if (hold == 0) {
      d.outcomes.refused(Reason.HOLD_NOT_FOUND, -1, false);
      return;
    }
    boolean synced = d.synced(ack, t.holds.pool(hold));
    if (t.holds.state(hold) != Holds.EXPIRED) {
      d.outcomes.refused(Reason.UNKNOWN_OUTCOME, -1, synced);
      return;
    }
    if (t.holds.has(hold, Holds.REOPENED)) {
      d.outcomes.plain(OutcomeType.DECIDING, synced);
      return;
    }
    d.row.copy(t, hold);
    int pool = t.holds.pool(hold);
    Frame to = d.effects.beginBasket(Holds.EXPIRED, Holds.REOPENED, pool, d.row);
    HoldRecord.writeLines(t, hold, to);
    d.effects.endPut();
    opened(synced);
  }

  /**
   * Takes an intent for a basket of another home, or of this one. What the basket is to outlive,
   * its intents outlive: their home waits for nobody's sync but its own.
   */
  void take(Frame in, int ack) {
    boolean synced = ack == Commands.ACK_SYNCED;
    int home = in.getInt();
    d.row.key(in);
    d.row.attempt = in.getLong();
    int pool = in.getInt();
    int flags = in.getByte();
    long region = in.getLong();
    int known = t.holds.findIntent(d.row.high, d.row.low, home);
    if (known != 0 && t.holds.attempt(known) >= d.row.attempt) {
      taken(known, t.holds.attempt(known) == d.row.attempt, synced);
      return;
    }
    if (known != 0) {
      d.effects.beginSettle(known, 0, 0, Holds.RELEASED).putInt(0);
      d.effects.endSettle();
    }
    PoolPlan plan = d.plan(pool);
    if (plan == null) {
      d.outcomes.refused(Reason.POOL_NOT_FOUND, -1, false);
      return;
    }
    if (!readLines(in, plan, region, false)) {
      return;
    }
    Allocation.Verdict verdict = d.allocation.decide((flags & PARTIAL) != 0);
    if (verdict != Allocation.Verdict.GRANTED) {
      refuse(verdict, false, false);
      return;
    }
    if ((flags & CHECK_ONLY) != 0) {
      d.outcomes.plain(OutcomeType.DONE, false);
      return;
    }
    d.row.createMillis = t.time;
    grant(home + 1, Holds.OPENING, 0, pool);
    taken(t.holds.findIntent(d.row.high, d.row.low, home), true, synced);
  }

  /** Answers what an intent has taken. */
  void taken(int intent, boolean current, boolean synced) {
    if (!current) {
      d.outcomes.refused(Reason.UNKNOWN_OUTCOME, -1, false);
      return;
    }
    Frame out = d.outcomes.open(OutcomeType.TAKEN, synced);
    int countAt = out.limit();
    int count = 0;
    out.putInt(0);
    for (int line = t.holds.line(intent); line != 0; line = t.lines.next(line)) {
      count++;
      out.putInt(t.lines.number(line));
      out.putInt(t.lines.quantity(line));
      int backingsAt = out.limit();
      int backings = 0;
      out.putInt(0);
      for (int b = t.lines.backing(line); b != 0; b = t.backings.next(b)) {
        backings++;
        out.putInt(t.backings.location(b));
        out.putInt(t.backings.quantity(b));
      }
      out.setInt(backingsAt, backings);
    }
    out.setInt(countAt, count);
    d.outcomes.close();
  }
}
