package dev.holdfast.simulation;

/** The process dies here and now. */
final class Crash extends Error {
  private static final long serialVersionUID = 1;

  Crash() {
    super("the process dies", null, false, false);
  }
}
