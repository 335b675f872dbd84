package dev.holdfast.engine.catalogue;

import dev.holdfast.engine.AckLevel;
import java.util.List;
import java.util.Map;

/** Changes of pools and locations. An etag is empty where none is asked for. */
public sealed interface CatalogueCommand {

  record CreateLocation(String id, LocationSpec spec) implements CatalogueCommand {}

  record UpdateLocation(String id, LocationSpec spec, String etag) implements CatalogueCommand {}

  /**
   * Begins to remove a location: it takes neither grants nor counts from now on. The catalogue
   * cannot know what stands there; who has asked every shard since says so by an {@link
   * EndRemoval}.
   */
  record DeleteLocation(String id, String etag) implements CatalogueCommand {}

  /**
   * Removes a location, or lets it stay.
   *
   * @param since {@link Location#leaving} as it was while the shards were asked
   */
  record EndRemoval(String id, long since, boolean gone) implements CatalogueCommand {}

  record CreatePool(String id, PoolSpec spec) implements CatalogueCommand {}

  record UpdatePool(String id, PoolSpec spec, String etag) implements CatalogueCommand {}

  record DeletePool(String id, String etag) implements CatalogueCommand {}

  /** What a caller says of a location. */
  record LocationSpec(Location.Kind kind, boolean open, String displayName, long safety) {}

  /**
   * What a caller says of a pool.
   *
   * @param quotas SKU to cap
   * @param defaultLifeMillis 0: 15 minutes
   * @param longestLifeMillis 0: 7 days
   */
  record PoolSpec(
      List<String> locations,
      Map<String, Long> quotas,
      List<Pool.RegionRank> regionRanks,
      long defaultLifeMillis,
      long longestLifeMillis,
      AckLevel defaultAck) {}
}
