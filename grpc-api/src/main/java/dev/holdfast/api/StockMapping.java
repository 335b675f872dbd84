package dev.holdfast.api;

import dev.holdfast.engine.StockCommand;
import dev.holdfast.engine.WatchEvent;
import dev.holdfast.v1.Availability;
import dev.holdfast.v1.Position;
import dev.holdfast.v1.StockAdjustment;
import dev.holdfast.v1.StockCount;
import dev.holdfast.v1.WatchAvailabilityResponse;

/** Stock between the API and the engine. What comes in has passed {@link RequestRules}. */
final class StockMapping {

  private static final String DEFAULT_SOURCE = "default";
  private static final long UNCHANGED = -1;

  private StockMapping() {}

  static StockCommand.Count count(StockCount count) {
    return new StockCommand.Count(
        count.getSku(),
        count.getLocation(),
        count.getQuantity(),
        count.getSource().isEmpty() ? DEFAULT_SOURCE : count.getSource(),
        count.getSourceVersion(),
        count.getTakeover(),
        count.hasSafetyStock() ? count.getSafetyStock() : UNCHANGED);
  }

  static StockCommand.Adjust adjust(StockAdjustment adjustment) {
    return new StockCommand.Adjust(
        adjustment.getSku(),
        adjustment.getLocation(),
        adjustment.getDelta(),
        adjustment.getAdjustmentId(),
        adjustment.getReason());
  }

  static Position position(dev.holdfast.engine.Position position) {
    return Position.newBuilder()
        .setSku(position.sku())
        .setLocation(position.location())
        .setOnHand(position.onHand())
        .setSafetyStock(position.safety())
        .setHeld(position.held())
        .setCommitted(position.committed())
        .setFree(position.free())
        .setRevision(HoldMapping.revision(position.revision()))
        .build();
  }

  static Availability availability(dev.holdfast.engine.Availability availability) {
    Availability.Builder proto =
        Availability.newBuilder()
            .setSku(availability.sku())
            .setAvailable(availability.available())
            .setRevision(HoldMapping.revision(availability.revision()));
    availability.positions().forEach(position -> proto.addPositions(position(position)));
    return proto.build();
  }

  static WatchAvailabilityResponse event(WatchEvent.Values values) {
    WatchAvailabilityResponse.Builder event =
        WatchAvailabilityResponse.newBuilder()
            .setKind(kind(values.kind()))
            .setResumeToken(values.token())
            .setFollows(values.follows());
    values.items().forEach(item -> event.addItems(availability(item)));
    return event.build();
  }

  private static WatchAvailabilityResponse.Kind kind(WatchEvent.Kind kind) {
    return switch (kind) {
      case SNAPSHOT -> WatchAvailabilityResponse.Kind.SNAPSHOT;
      case CHANGE -> WatchAvailabilityResponse.Kind.CHANGE;
      case RESET -> WatchAvailabilityResponse.Kind.RESET;
      case HEARTBEAT -> WatchAvailabilityResponse.Kind.HEARTBEAT;
    };
  }
}
