package dev.holdfast.engine.model;

import dev.holdfast.engine.Backing;
import dev.holdfast.engine.HoldCommand.Line;
import dev.holdfast.engine.HoldLine;
import java.util.ArrayList;
import java.util.List;

/** A line as granted. */
final class ModelLine {

  final Line wish;

  /** The quota that counts it ({@link dev.holdfast.engine.catalogue.Pool.Quota#since}), or 0. */
  final long quotaSince;

  final List<ModelBacking> backings = new ArrayList<>();

  ModelLine(Line wish, List<Backing> taken, long quotaSince) {
    this.wish = wish;
    this.quotaSince = quotaSince;
    taken.forEach(backing -> backings.add(new ModelBacking(backing)));
  }

  long quantity() {
    return backings.stream().mapToLong(backing -> backing.quantity).sum();
  }

  long shipped() {
    return backings.stream().mapToLong(backing -> backing.shipped).sum();
  }

  long cancelled() {
    return backings.stream().mapToLong(backing -> backing.cancelled).sum();
  }

  long left() {
    return backings.stream().mapToLong(ModelBacking::left).sum();
  }

  HoldLine shown() {
    return new HoldLine(
        wish.sku(),
        wish.quantity(),
        quantity(),
        shipped(),
        cancelled(),
        wish.location(),
        backings.stream().map(b -> new Backing(b.location, b.quantity)).toList());
  }
}
