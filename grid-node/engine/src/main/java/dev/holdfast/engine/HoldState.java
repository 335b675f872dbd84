package dev.holdfast.engine;

/**
 * {@code HELD → CONFIRMED | RELEASED | EXPIRED}; EXPIRED leaves only by a confirm that reacquires.
 */
public enum HoldState {
  HELD,
  CONFIRMED,
  RELEASED,
  EXPIRED
}
