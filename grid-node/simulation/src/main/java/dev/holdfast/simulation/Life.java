package dev.holdfast.simulation;

/** One process of a member, from its start to its death. */
final class Life {
  private boolean over;

  boolean isOver() {
    return over;
  }

  /** What it had still to do is gone, with all that only it knew. */
  void end() {
    over = true;
  }
}
