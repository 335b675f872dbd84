package dev.holdfast.cluster.ledger;

import dev.holdfast.engine.rows.Movement;

/** Kinds of movements by the numbers that are stored. */
final class Kinds {
  private Kinds() {}

  static Movement.Kind of(int number) {
    for (Movement.Kind kind : Movement.Kind.values()) {
      if (kind.number() == number) {
        return kind;
      }
    }
    throw new IllegalStateException("a movement of kind " + number + " is of a newer format");
  }
}
