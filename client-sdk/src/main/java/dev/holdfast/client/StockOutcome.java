package dev.holdfast.client;

import java.util.Optional;

/**
 * What became of one item: the position after it, or the refusal. Items are independent.
 *
 * @param position where the item took effect
 * @param refusal where it did not
 */
public record StockOutcome(Optional<Position> position, Optional<Refusal> refusal) {

  public boolean succeeded() {
    return position.isPresent();
  }

  /** The position after the item. */
  public Position orThrow() {
    return position.orElseThrow(() -> new RefusedException(refusal.orElseThrow()));
  }
}
