package dev.holdfast.engine.shard;

/** The first byte of an effect. Part of the data format: numbers are never used again. */
final class EffectType {
  /** A name gets the next number. */
  static final int NAME = 1;

  /**
   * A hold, basket or intent stands as described; replaces what had its key. Before there was
   * {@link #BEGIN}, also a basket that was begun, whose attempt is the effect's sequence.
   */
  static final int PUT = 2;

  static final int CONFIRM = 3;
  static final int RELEASE = 4;
  static final int EXPIRE = 5;
  static final int EXTEND = 6;
  static final int SHIP = 7;
  static final int CANCEL = 8;

  /** A basket that was begun comes to nothing. */
  static final int ABANDON = 9;

  /** Units of an intent leave before the home has decided on the shipment. */
  static final int SHIP_INTENT = 10;

  /** An intent takes over what its home decided. */
  static final int SETTLE = 11;

  /** A basket's shipment came to nothing; its intents take back what they had shipped for it. */
  static final int SHIP_ABANDONED = 14;

  /** A basket is begun, or begun again; as {@link #PUT}, with its attempt. */
  static final int BEGIN = 15;

  /** Units of a basket are lost at a line shard, and sold: it cannot be confirmed. */
  static final int SHORT = 16;

  static final int COUNT = 12;
  static final int ADJUST = 13;

  private EffectType() {}
}
