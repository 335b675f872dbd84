package dev.holdfast.simulation;

/** A promise was broken. */
final class Broken extends Error {
  private static final long serialVersionUID = 1;

  Broken(String what) {
    super(what);
  }

  Broken(String what, Throwable cause) {
    super(what + ": " + cause, cause);
  }
}
