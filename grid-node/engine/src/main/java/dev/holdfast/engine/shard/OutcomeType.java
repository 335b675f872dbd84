package dev.holdfast.engine.shard;

/** The first byte of an outcome. Travels between members, is never stored. */
public enum OutcomeType {
  /** A hold as it stands. */
  HOLD,
  /** A refusal without effect. */
  REFUSED,
  /** Only undecided baskets are in the way: ask again when one is decided. */
  BLOCKED,
  /** The hold is a basket that is being decided: ask again when it is. */
  DECIDING,
  /** The hold is a basket: its line shards must be asked first. */
  BASKET,
  /** A basket was begun. */
  OPENED,
  /** What an intent took. */
  TAKEN,
  /** What an intent, or a home, is to ship. */
  PARTS,
  /** What a home decided, for its intents. */
  SETTLEMENT,
  /** Baskets that stand on a line shard. */
  BASKETS,
  POSITION,
  AVAILABILITY,
  DONE;

  private static final OutcomeType[] ALL = values();

  static OutcomeType of(int ordinal) {
    return ALL[ordinal];
  }
}
