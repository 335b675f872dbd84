package dev.holdfast.engine.model;

import dev.holdfast.engine.Backing;

/** The units of one location behind a line, and what became of them. */
final class ModelBacking {

  final String location;
  final long quantity;
  long shipped;
  long cancelled;

  ModelBacking(Backing taken) {
    this.location = taken.location();
    this.quantity = taken.quantity();
  }

  long left() {
    return quantity - shipped - cancelled;
  }
}
