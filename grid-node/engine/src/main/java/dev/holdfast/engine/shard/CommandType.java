package dev.holdfast.engine.shard;

/** The first byte of a command. Travels between members, is never stored. */
final class CommandType {
  static final int CREATE = 1;
  static final int CONFIRM = 2;
  static final int RELEASE = 3;
  static final int EXTEND = 4;
  static final int SHIP = 5;
  static final int CANCEL = 6;
  static final int GET = 7;

  /** Commands up to here begin with the key of the hold they are on. */
  static final int LAST_ON_A_HOLD = GET;

  static final int COUNT = 8;
  static final int ADJUST = 9;
  static final int AVAILABILITY = 10;
  static final int LOCATION_USE = 11;
  static final int TICK = 12;

  /** Of baskets, at their home. */
  static final int OPEN = 20;

  static final int REOPEN = 21;
  static final int DECIDE = 22;
  static final int SHIP_PARTS = 23;
  static final int ASK = 24;
  static final int ABANDON_SHIPMENT = 25;
  static final int BASKETS_AT = 26;
  static final int BECOME_SHORT = 27;

  /** Of baskets, at their line shards. */
  static final int TAKE = 30;

  static final int SHIP_INTENT = 31;
  static final int SETTLE = 32;
  static final int TAKE_AGAIN = 33;

  private CommandType() {}
}
