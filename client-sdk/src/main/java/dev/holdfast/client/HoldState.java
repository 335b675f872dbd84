package dev.holdfast.client;

/** Where a hold stands. */
public enum HoldState {
  /** The units are behind this hold until it expires. */
  HELD,
  /** Final. The units stay until they are shipped or cancelled. */
  CONFIRMED,
  /** Final. The units went back on request. */
  RELEASED,
  /** The units went back because time ran out; only a reacquiring confirm leaves it. */
  EXPIRED,
  /** A state that this version of the SDK does not know. */
  UNRECOGNIZED
}
