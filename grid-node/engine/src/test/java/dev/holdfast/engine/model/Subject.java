package dev.holdfast.engine.model;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Availability;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.StockCommand;
import dev.holdfast.engine.catalogue.Catalogue;
import java.util.List;

/**
 * What tells stock decisions: the model, or a shard that must decide the same. One thread; time
 * (UTC, epoch milliseconds) never goes back.
 */
public interface Subject {

  /** Decides by these pools and locations from now on. */
  void catalogue(Catalogue now);

  Answer<Hold> hold(HoldCommand command, long nowMillis);

  Answer<Position> stock(StockCommand command, long nowMillis);

  Answer<List<Availability>> availability(
      String pool, List<String> skus, boolean detail, long nowMillis);

  /** What the subject itself finds wrong with its state, or empty. */
  default String broken() {
    return "";
  }
}
