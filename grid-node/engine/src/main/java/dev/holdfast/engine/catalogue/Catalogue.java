package dev.holdfast.engine.catalogue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All pools and locations at one version. Immutable; a change makes a new one ({@link
 * CatalogueChange}). Numbers are never used again, so the name behind a number outlives its entry.
 */
public final class Catalogue {

  private final long version;
  private final TreeMap<String, Pool> pools;
  private final TreeMap<String, Location> locations;
  private final List<String> poolNames;
  private final List<String> locationNames;
  private final PoolPlan[] plans;
  private final long[] safeties;
  private final boolean[] open;
  private final boolean[] known;

  Catalogue(
      long version,
      TreeMap<String, Pool> pools,
      TreeMap<String, Location> locations,
      List<String> poolNames,
      List<String> locationNames) {
    this.version = version;
    this.pools = pools;
    this.locations = locations;
    this.poolNames = List.copyOf(poolNames);
    this.locationNames = List.copyOf(locationNames);
    this.safeties = new long[locationNames.size()];
    this.open = new boolean[locationNames.size()];
    this.known = new boolean[locationNames.size()];
    for (Location location : locations.values()) {
      safeties[location.number()] = location.safety();
      open[location.number()] = location.open() && location.stays();
      known[location.number()] = location.stays();
    }
    this.plans = new PoolPlan[poolNames.size()];
    for (Pool pool : pools.values()) {
      plans[pool.number()] = PoolPlan.of(pool, locations);
    }
  }

  /** No pool, no location, version 0. */
  public static Catalogue empty() {
    return new Catalogue(0, new TreeMap<>(), new TreeMap<>(), List.of(), List.of());
  }

  /**
   * Puts a catalogue together again from what {@link #pools}, {@link #locations}, {@link
   * #poolNames} and {@link #locationNames} gave.
   */
  public static Catalogue restore(
      long version,
      Collection<Pool> pools,
      Collection<Location> locations,
      List<String> poolNames,
      List<String> locationNames) {
    TreeMap<String, Pool> poolsById = new TreeMap<>();
    pools.forEach(pool -> poolsById.put(pool.id(), pool));
    TreeMap<String, Location> locationsById = new TreeMap<>();
    locations.forEach(location -> locationsById.put(location.id(), location));
    return new Catalogue(version, poolsById, locationsById, poolNames, locationNames);
  }

  /** Grows by 1 with each change. */
  public long version() {
    return version;
  }

  public Optional<Pool> pool(String id) {
    return Optional.ofNullable(pools.get(id));
  }

  public Optional<Location> location(String id) {
    return Optional.ofNullable(locations.get(id));
  }

  /** By id. */
  public Collection<Pool> pools() {
    return Collections.unmodifiableCollection(pools.values());
  }

  /** By id. */
  public Collection<Location> locations() {
    return Collections.unmodifiableCollection(locations.values());
  }

  /** Ids by number, of pools that are gone too. */
  public List<String> poolNames() {
    return poolNames;
  }

  /** Ids by number, of locations that are gone too. */
  public List<String> locationNames() {
    return locationNames;
  }

  /** How a pool sells, or empty if there is no such pool now. */
  public Optional<PoolPlan> plan(int poolNumber) {
    return poolNumber < 0 || poolNumber >= plans.length
        ? Optional.empty()
        : Optional.ofNullable(plans[poolNumber]);
  }

  /** {@link #plan} for the lock path: null if there is no such pool now. */
  public @org.jspecify.annotations.Nullable PoolPlan planOrNull(int poolNumber) {
    return poolNumber < 0 || poolNumber >= plans.length ? null : plans[poolNumber];
  }

  /** Whether a location takes new grants now. */
  public boolean isOpen(int locationNumber) {
    return locationNumber >= 0 && locationNumber < open.length && open[locationNumber];
  }

  /** Whether there is a location of this number now, and it is not being removed. */
  public boolean exists(int locationNumber) {
    return locationNumber >= 0 && locationNumber < known.length && known[locationNumber];
  }

  /** The safety stock of a location, 0 if it is gone. */
  public long safety(int locationNumber) {
    return locationNumber >= 0 && locationNumber < safeties.length ? safeties[locationNumber] : 0;
  }

  TreeMap<String, Pool> copyOfPools() {
    return new TreeMap<>(pools);
  }

  TreeMap<String, Location> copyOfLocations() {
    return new TreeMap<>(locations);
  }

  List<String> extendedPoolNames(String id) {
    return extended(poolNames, id);
  }

  List<String> extendedLocationNames(String id) {
    return extended(locationNames, id);
  }

  private static List<String> extended(List<String> names, String id) {
    List<String> longer = new ArrayList<>(names);
    longer.add(id);
    return longer;
  }
}
