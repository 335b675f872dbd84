package dev.holdfast.engine.simulation;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.CatalogueCommand;
import dev.holdfast.engine.catalogue.CatalogueCommand.CreateLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.CreatePool;
import dev.holdfast.engine.catalogue.CatalogueCommand.DeletePool;
import dev.holdfast.engine.catalogue.CatalogueCommand.LocationSpec;
import dev.holdfast.engine.catalogue.CatalogueCommand.PoolSpec;
import dev.holdfast.engine.catalogue.CatalogueCommand.UpdateLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.UpdatePool;
import dev.holdfast.engine.catalogue.Location;
import dev.holdfast.engine.catalogue.Pool.RegionRank;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Draws pools and locations, and changes of them. */
final class Places {

  /** A pool of every location, so that every position can be looked at. */
  static final String ALL = "all";

  static final List<String> POOLS = List.of("web", "shop");
  static final List<String> REGIONS = List.of("north", "south");
  static final List<String> SKUS = List.of("cup", "pen", "bag");

  private static final PoolSpec PLAIN =
      new PoolSpec(List.of(), Map.of(), List.of(), 0, 0, AckLevel.REPLICATED);

  private final Draw draw;
  private final List<String> locations;

  Places(Draw draw) {
    this.draw = draw;
    this.locations = List.of("east", "mid", "west").subList(0, (int) draw.between(1, 3));
  }

  List<String> locations() {
    return locations;
  }

  List<CatalogueCommand> atFirst() {
    List<CatalogueCommand> commands = new ArrayList<>();
    for (String id : locations) {
      commands.add(new CreateLocation(id, location(95)));
    }
    commands.add(
        new CreatePool(
            ALL,
            new PoolSpec(
                locations,
                PLAIN.quotas(),
                PLAIN.regionRanks(),
                PLAIN.defaultLifeMillis(),
                PLAIN.longestLifeMillis(),
                PLAIN.defaultAck())));
    POOLS.forEach(id -> commands.add(new CreatePool(id, pool())));
    return commands;
  }

  CatalogueCommand change(Catalogue now) {
    if (draw.chance(40)) {
      return new UpdateLocation(draw.oneOf(locations), location(70), "");
    }
    String pool = draw.oneOf(POOLS);
    if (now.pool(pool).isEmpty()) {
      return new CreatePool(pool, pool());
    }
    return draw.chance(8) ? new DeletePool(pool, "") : new UpdatePool(pool, pool(), "");
  }

  private LocationSpec location(int percentOpen) {
    long safety = draw.chance(80) ? 0 : draw.between(1, 2);
    return new LocationSpec(Location.Kind.STORE, draw.chance(percentOpen), "", safety);
  }

  private PoolSpec pool() {
    List<String> rank = draw.some(locations, draw.chance(5) ? 0 : 1);
    Map<String, Long> quotas = new HashMap<>();
    for (String sku : SKUS) {
      if (draw.chance(25)) {
        quotas.put(sku, draw.between(0, 8));
      }
    }
    List<RegionRank> regions = new ArrayList<>();
    for (String region : REGIONS) {
      if (draw.chance(40)) {
        regions.add(new RegionRank(region, draw.some(rank, 0)));
      }
    }
    long longest = draw.chance(60) ? 0 : draw.between(2_000, 20_000);
    long life = draw.chance(50) ? 0 : draw.between(1_000, 2_000);
    AckLevel ack = draw.oneOf(AckLevel.REPLICATED, AckLevel.SYNCED);
    return new PoolSpec(rank, quotas, regions, life, longest, ack);
  }
}
