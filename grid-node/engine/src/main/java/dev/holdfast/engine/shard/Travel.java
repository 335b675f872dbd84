package dev.holdfast.engine.shard;

import java.util.Optional;

/** Whether a command may go to another member. */
public enum Travel {
  /** As often as it takes: its identity makes it one, or it changes nothing. */
  AGAIN,
  /** Not at all: a step of a basket, which whoever leads it decides where it began. */
  NEVER;

  private static final int HEADER = 6;

  /** Of one command, as {@link Commands} writes it; empty if these bytes are none. */
  public static Optional<Travel> of(byte[] bytes, int offset, int length) {
    if (length < HEADER) {
      return Optional.empty();
    }
    Frame frame = Frame.wrap(bytes, offset + length);
    frame.seek(offset);
    if (frame.getInt() != length - 4) {
      return Optional.empty();
    }
    return switch (frame.getByte()) {
      case CommandType.CREATE,
          CommandType.CONFIRM,
          CommandType.RELEASE,
          CommandType.EXTEND,
          CommandType.SHIP,
          CommandType.CANCEL,
          CommandType.GET,
          CommandType.COUNT,
          CommandType.ADJUST,
          CommandType.AVAILABILITY,
          CommandType.LOCATION_USE,
          CommandType.TICK,
          CommandType.ASK,
          CommandType.BASKETS_AT,
          CommandType.BECOME_SHORT,
          CommandType.TAKE,
          CommandType.TAKE_AGAIN,
          CommandType.SHIP_INTENT,
          CommandType.SETTLE ->
          Optional.of(AGAIN);
      case CommandType.OPEN,
          CommandType.REOPEN,
          CommandType.DECIDE,
          CommandType.SHIP_PARTS,
          CommandType.ABANDON_SHIPMENT ->
          Optional.of(NEVER);
      default -> Optional.empty();
    };
  }
}
