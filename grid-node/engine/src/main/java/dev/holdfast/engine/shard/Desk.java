package dev.holdfast.engine.shard;

import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.PoolPlan;
import org.jspecify.annotations.Nullable;

/** What the deciders of one shard share: the tables, the way out, and scratch. Single writer. */
final class Desk {
  final Tables t;
  final EffectWriter effects;
  final OutcomeWriter outcomes;
  final Allocation allocation;
  final Parts parts = new Parts();
  final RowText row = new RowText();
  final BasketChanges changes = new BasketChanges();
  final SettlementWriter settlements;
  final IntentCheck check;
  Catalogue catalogue = Catalogue.empty();

  Desk(Tables tables) {
    t = tables;
    effects = new EffectWriter(tables);
    outcomes = new OutcomeWriter(tables);
    allocation = new Allocation(tables);
    settlements = new SettlementWriter(tables);
    check = new IntentCheck(tables);
  }

  /** Whether an answer waits for a sync: as asked, else as the pool has it. */
  boolean synced(int ack, int pool) {
    if (ack != 0) {
      return ack == Commands.ACK_SYNCED;
    }
    PoolPlan plan = catalogue.planOrNull(pool);
    return plan != null && plan.pool().defaultAck() == dev.holdfast.engine.AckLevel.SYNCED;
  }

  @Nullable PoolPlan plan(int pool) {
    return catalogue.planOrNull(pool);
  }

  /** Reads a text of the command and answers its number, or -1. */
  int find(Frame in) {
    int length = in.getByte();
    int at = in.skip(length);
    int known = t.ahead.sku(at);
    return known >= 0 ? known : t.names.find(in.array(), at, length);
  }

  /** Reads a text of the command and answers its number, a new one if need be. */
  int findOrName(Frame in) {
    int length = in.getByte();
    int at = in.skip(length);
    int number = t.names.find(in.array(), at, length);
    return number >= 0 ? number : effects.name(in.array(), at, length);
  }

  static void skipText(Frame in) {
    in.skip(in.getByte());
  }

  /** The hold that the row names, or 0; a text that only hashes alike is another hold. */
  int findHold() {
    int hold = t.ended.find(row.high, row.low);
    return hold != 0 && row.matches(t, hold) ? hold : 0;
  }

  /** How the latest decision that an intent knows of compares with this one. */
  int revisions(int intent, int epoch, long sequence) {
    int epochs = Integer.compare(t.holds.lastEpoch(intent), epoch);
    return epochs != 0 ? epochs : Long.compare(t.holds.lastSequence(intent), sequence);
  }

  /** Notes that a basket's home record changed, so that its intents are told. */
  void changed(int hold) {
    if (t.holds.has(hold, Holds.BASKET)) {
      changes.add(t.holds.high(hold), t.holds.low(hold), t.holds.attempt(hold));
    }
  }
}
