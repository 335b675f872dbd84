package dev.holdfast.simulation;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.catalogue.CatalogueCommand;
import dev.holdfast.engine.catalogue.CatalogueCommand.CreateLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.CreatePool;
import dev.holdfast.engine.catalogue.CatalogueCommand.DeletePool;
import dev.holdfast.engine.catalogue.CatalogueCommand.LocationSpec;
import dev.holdfast.engine.catalogue.CatalogueCommand.PoolSpec;
import dev.holdfast.engine.catalogue.CatalogueCommand.UpdateLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.UpdatePool;
import dev.holdfast.engine.catalogue.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Locations and pools: some never change, some often. */
final class Places {
  /** Its locations never change. */
  static final String STABLE_POOL = "all";

  /** Holds of it are SYNCED unless asked otherwise. */
  static final String SYNCED_POOL = "safe";

  /** For looking at everything. */
  static final String EVERY_POOL = "every";

  /** It is also deleted and created again. */
  static final String CHANGING_POOL = "web";

  static final List<String> STABLE = List.of("A", "B");
  private static final String CHANGING = "C";
  static final List<String> LOCATIONS = List.of("A", "B", CHANGING);
  private static final int LONGEST = 7 * 24 * 60 * 60 * 1000;

  private final Draw draw;
  private final List<String> skus;

  Places(Draw draw, List<String> skus) {
    this.draw = draw;
    this.skus = skus;
  }

  List<CatalogueCommand> atFirst() {
    List<CatalogueCommand> commands = new ArrayList<>();
    LOCATIONS.forEach(id -> commands.add(new CreateLocation(id, location(true, 0))));
    commands.add(new CreatePool(STABLE_POOL, pool(STABLE, Map.of(), AckLevel.REPLICATED)));
    commands.add(new CreatePool(SYNCED_POOL, pool(STABLE, Map.of(), AckLevel.SYNCED)));
    commands.add(new CreatePool(EVERY_POOL, pool(LOCATIONS, Map.of(), AckLevel.REPLICATED)));
    commands.add(new CreatePool(CHANGING_POOL, changing()));
    return commands;
  }

  String pool() {
    return draw.oneOf(STABLE_POOL, STABLE_POOL, STABLE_POOL, SYNCED_POOL, CHANGING_POOL);
  }

  CatalogueCommand change() {
    return switch (draw.between(1, 10)) {
      case 1 -> new DeletePool(CHANGING_POOL, "");
      case 2, 3 -> new CreatePool(CHANGING_POOL, changing());
      case 4, 5, 6 ->
          new UpdateLocation(CHANGING, location(draw.chance(70), draw.between(0, 1)), "");
      default -> new UpdatePool(CHANGING_POOL, changing(), "");
    };
  }

  private PoolSpec changing() {
    List<String> locations =
        draw.oneOf(List.of("C", "A", "B"), List.of("B", "C"), List.of("B", "A"), List.of(CHANGING));
    Map<String, Long> quotas =
        draw.chance(50) ? Map.of(draw.oneOf(skus), draw.between(0L, 6L)) : Map.of();
    return pool(locations, quotas, AckLevel.REPLICATED);
  }

  private PoolSpec pool(List<String> locations, Map<String, Long> quotas, AckLevel ack) {
    return new PoolSpec(locations, quotas, List.of(), 3_000, LONGEST, ack);
  }

  private static LocationSpec location(boolean open, long safety) {
    return new LocationSpec(Location.Kind.WAREHOUSE, open, "", safety);
  }
}
