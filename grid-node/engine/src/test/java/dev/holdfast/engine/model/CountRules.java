package dev.holdfast.engine.model;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.Shortage;
import dev.holdfast.engine.StockCommand.Adjust;
import dev.holdfast.engine.StockCommand.Count;
import dev.holdfast.engine.model.ModelPosition.Adjusted;
import dev.holdfast.engine.model.ModelPosition.Counted;
import java.util.List;

/** What counts and adjustments do. */
final class CountRules {

  private final Stock stock;

  CountRules(Stock stock) {
    this.stock = stock;
  }

  Answer<Position> count(Count count) {
    if (stock.catalogue.location(count.location()).isEmpty()) {
      return noLocation(count.location());
    }
    PositionKey key = new PositionKey(count.sku(), count.location());
    ModelPosition position = stock.positions.getOrDefault(key, new ModelPosition());
    boolean another = !position.source.isEmpty() && !position.source.equals(count.source());
    if (another && !count.takeover()) {
      return stale("the position is counted by " + position.source);
    }
    Counted before = position.counts.get(count.source());
    if (before != null && count.sourceVersion() < before.version()) {
      return stale("source_version " + before.version() + " was counted already");
    }
    boolean repeat = before != null && count.sourceVersion() == before.version();
    if (repeat && count.quantity() != before.quantity()) {
      return stale("source_version " + before.version() + " counted " + before.quantity());
    }
    if (!repeat) {
      position.onHand = count.quantity();
      position.source = count.source();
      position.counts.put(count.source(), new Counted(count.sourceVersion(), count.quantity()));
    }
    if (count.safety() >= 0) {
      position.safety = count.safety();
    }
    stock.positions.put(key, position);
    stock.nextRevision(0);
    return Answer.done(stock.shown(key));
  }

  Answer<Position> adjust(Adjust adjust, long now) {
    PositionKey key = new PositionKey(adjust.sku(), adjust.location());
    ModelPosition position = stock.positions.getOrDefault(key, new ModelPosition());
    Adjusted before = position.adjustments.get(adjust.adjustmentId());
    if (before != null && now - before.atMillis() < StockModel.IDENTITY_WINDOW_MILLIS) {
      return before.delta() == adjust.delta()
          ? Answer.done(stock.shown(key))
          : Answer.refused(
              Reason.ADJUSTMENT_ID_REUSED,
              adjust.adjustmentId() + " was used with the delta " + before.delta(),
              "adjustment_id");
    }
    if (stock.catalogue.location(adjust.location()).isEmpty()) {
      return noLocation(adjust.location());
    }
    if (position.onHand + adjust.delta() < 0) {
      return new Answer.Refused<>(
          Reason.INSUFFICIENT_STOCK,
          "on_hand would fall below 0",
          "",
          List.of(new Shortage(adjust.sku(), adjust.location(), -adjust.delta(), position.onHand)),
          false,
          0);
    }
    if (position.onHand + adjust.delta() > 1_000_000_000) {
      return Answer.refused(Reason.INVALID_DELTA, "on_hand would exceed 1,000,000,000", "delta");
    }
    position.onHand += adjust.delta();
    position.adjustments.put(adjust.adjustmentId(), new Adjusted(adjust.delta(), now));
    stock.positions.put(key, position);
    stock.nextRevision(0);
    return Answer.done(stock.shown(key));
  }

  private static Answer<Position> noLocation(String id) {
    return Answer.refused(Reason.LOCATION_NOT_FOUND, "there is no location " + id, "location");
  }

  private static Answer<Position> stale(String message) {
    return Answer.refused(Reason.STALE_SOURCE_VERSION, message, "source_version");
  }
}
