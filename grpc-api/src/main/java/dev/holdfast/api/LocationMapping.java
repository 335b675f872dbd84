package dev.holdfast.api;

import dev.holdfast.engine.catalogue.CatalogueCommand.LocationSpec;
import dev.holdfast.v1.Location;

/** Locations between the API and the engine. What comes in has passed {@link RequestRules}. */
final class LocationMapping {

  static final String PREFIX = "locations/";

  private LocationMapping() {}

  static LocationSpec spec(Location location) {
    return new LocationSpec(
        kind(location.getKind()),
        location.getState() != Location.State.CLOSED,
        location.getDisplayName(),
        location.getSafetyStock());
  }

  static Location location(dev.holdfast.engine.catalogue.Location location) {
    return Location.newBuilder()
        .setName(PREFIX + location.id())
        .setKind(kind(location.kind()))
        .setState(location.open() ? Location.State.OPEN : Location.State.CLOSED)
        .setDisplayName(location.displayName())
        .setSafetyStock(location.safety())
        .setEtag(Long.toString(location.changed()))
        .build();
  }

  private static dev.holdfast.engine.catalogue.Location.Kind kind(Location.Kind kind) {
    return switch (kind) {
      case WAREHOUSE -> dev.holdfast.engine.catalogue.Location.Kind.WAREHOUSE;
      case FRONT_WAREHOUSE -> dev.holdfast.engine.catalogue.Location.Kind.FRONT_WAREHOUSE;
      case STORE -> dev.holdfast.engine.catalogue.Location.Kind.STORE;
      case PARTNER -> dev.holdfast.engine.catalogue.Location.Kind.PARTNER;
      case INBOUND -> dev.holdfast.engine.catalogue.Location.Kind.INBOUND;
      case KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("the rules let the kind " + kind + " pass");
    };
  }

  private static Location.Kind kind(dev.holdfast.engine.catalogue.Location.Kind kind) {
    return switch (kind) {
      case WAREHOUSE -> Location.Kind.WAREHOUSE;
      case FRONT_WAREHOUSE -> Location.Kind.FRONT_WAREHOUSE;
      case STORE -> Location.Kind.STORE;
      case PARTNER -> Location.Kind.PARTNER;
      case INBOUND -> Location.Kind.INBOUND;
    };
  }
}
