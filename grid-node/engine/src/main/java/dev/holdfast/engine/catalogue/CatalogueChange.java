package dev.holdfast.engine.catalogue;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.catalogue.CatalogueCommand.CreateLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.CreatePool;
import dev.holdfast.engine.catalogue.CatalogueCommand.DeleteLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.DeletePool;
import dev.holdfast.engine.catalogue.CatalogueCommand.EndRemoval;
import dev.holdfast.engine.catalogue.CatalogueCommand.LocationSpec;
import dev.holdfast.engine.catalogue.CatalogueCommand.PoolSpec;
import dev.holdfast.engine.catalogue.CatalogueCommand.UpdateLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.UpdatePool;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides changes of the catalogue: a pure function, so that every member of the control group
 * comes to the same answer. A command that says what already is changes nothing and succeeds.
 */
public final class CatalogueChange {

  private final Catalogue from;

  private CatalogueChange(Catalogue from) {
    this.from = from;
  }

  /** The catalogue after the command, the same one if there is nothing to change, or a refusal. */
  public static Answer<Catalogue> apply(Catalogue from, CatalogueCommand command) {
    CatalogueChange change = new CatalogueChange(from);
    return switch (command) {
      case CreateLocation c -> change.create(c);
      case UpdateLocation c -> change.update(c);
      case DeleteLocation c -> change.delete(c);
      case EndRemoval c -> change.end(c);
      case CreatePool c -> change.create(c);
      case UpdatePool c -> change.update(c);
      case DeletePool c -> change.delete(c);
    };
  }

  private Answer<Catalogue> create(CreateLocation c) {
    Optional<Location> known = from.location(c.id());
    if (known.isPresent()) {
      return same(known.get(), c.spec())
          ? Answer.done(from)
          : Answer.refused(
              Reason.LOCATION_ID_REUSED,
              "location " + c.id() + " exists with other content",
              "location_id");
    }
    int number = from.locationNames().size();
    return Answer.done(
        withLocation(made(number, c.id(), c.spec()), from.extendedLocationNames(c.id())));
  }

  private Answer<Catalogue> update(UpdateLocation c) {
    Location known = from.location(c.id()).orElse(null);
    if (known == null) {
      return noLocation(c.id(), "name");
    }
    if (stale(c.etag(), known.changed())) {
      return staleEtag(known.changed());
    }
    return known.stays() && same(known, c.spec())
        ? Answer.done(from)
        : Answer.done(withLocation(made(known.number(), c.id(), c.spec()), from.locationNames()));
  }

  private Answer<Catalogue> delete(DeleteLocation c) {
    Location known = from.location(c.id()).orElse(null);
    if (known == null) {
      return noLocation(c.id(), "name");
    }
    if (stale(c.etag(), known.changed())) {
      return staleEtag(known.changed());
    }
    for (Pool pool : from.pools()) {
      if (pool.locations().contains(c.id())) {
        return Answer.refused(
            Reason.LOCATION_IN_USE, "location " + c.id() + " is in pool " + pool.id(), "name");
      }
    }
    return known.stays()
        ? Answer.done(withLocation(known.leaving(next()), from.locationNames()))
        : Answer.done(from);
  }

  private Answer<Catalogue> end(EndRemoval c) {
    Location known = from.location(c.id()).orElse(null);
    if (known == null) {
      return noLocation(c.id(), "name");
    }
    if (known.leaving() != c.since()) {
      return Answer.refused(
          Reason.STALE_ETAG, "location " + c.id() + " was changed while it was removed", "etag");
    }
    if (!c.gone()) {
      return Answer.done(withLocation(known.leaving(0), from.locationNames()));
    }
    TreeMap<String, Location> locations = from.copyOfLocations();
    locations.remove(c.id());
    return Answer.done(
        new Catalogue(
            from.version() + 1,
            from.copyOfPools(),
            locations,
            from.poolNames(),
            from.locationNames()));
  }

  private Answer<Catalogue> create(CreatePool c) {
    Optional<Pool> known = from.pool(c.id());
    if (known.isPresent()) {
      return same(known.get(), c.spec())
          ? Answer.done(from)
          : Answer.refused(
              Reason.POOL_ID_REUSED, "pool " + c.id() + " exists with other content", "pool_id");
    }
    Optional<Answer<Catalogue>> fault = fault(c.spec());
    int number = from.poolNames().size();
    return fault.orElseGet(
        () ->
            Answer.done(
                withPool(
                    made(number, c.id(), c.spec(), List.of()), from.extendedPoolNames(c.id()))));
  }

  private Answer<Catalogue> update(UpdatePool c) {
    Pool known = from.pool(c.id()).orElse(null);
    if (known == null) {
      return noPool(c.id());
    }
    if (stale(c.etag(), known.changed())) {
      return staleEtag(known.changed());
    }
    if (same(known, c.spec())) {
      return Answer.done(from);
    }
    Optional<Answer<Catalogue>> fault = fault(c.spec());
    return fault.orElseGet(
        () ->
            Answer.done(
                withPool(
                    made(known.number(), c.id(), c.spec(), known.quotas()), from.poolNames())));
  }

  private Answer<Catalogue> delete(DeletePool c) {
    Pool known = from.pool(c.id()).orElse(null);
    if (known == null) {
      return noPool(c.id());
    }
    if (stale(c.etag(), known.changed())) {
      return staleEtag(known.changed());
    }
    TreeMap<String, Pool> pools = from.copyOfPools();
    pools.remove(c.id());
    return Answer.done(
        new Catalogue(
            from.version() + 1,
            pools,
            from.copyOfLocations(),
            from.poolNames(),
            from.locationNames()));
  }

  private Optional<Answer<Catalogue>> fault(PoolSpec spec) {
    HashSet<String> own = new HashSet<>();
    for (int i = 0; i < spec.locations().size(); i++) {
      String id = spec.locations().get(i);
      String field = "pool.locations[" + i + "]";
      if (from.location(id).filter(Location::stays).isEmpty()) {
        return Optional.of(noLocation(id, field));
      }
      if (!own.add(id)) {
        return invalid(Reason.INVALID_LOCATIONS, "location " + id + " is listed twice", field);
      }
    }
    HashSet<String> regions = new HashSet<>();
    for (int i = 0; i < spec.regionRanks().size(); i++) {
      Pool.RegionRank rank = spec.regionRanks().get(i);
      String field = "pool.region_ranks[" + i + "]";
      if (!regions.add(rank.region())) {
        return invalid(
            Reason.INVALID_REGION_RANKS, "region " + rank.region() + " is listed twice", field);
      }
      for (String id : rank.locations()) {
        if (!own.contains(id)) {
          return invalid(
              Reason.INVALID_REGION_RANKS, "location " + id + " is not in the pool", field);
        }
      }
    }
    if (defaultLife(spec) > longestLife(spec)) {
      return invalid(
          Reason.INVALID_HOLD_LIFE,
          "default_hold_life is longer than longest_hold_life, which is "
              + longestLife(spec)
              + " ms",
          "pool.default_hold_life");
    }
    return Optional.empty();
  }

  private static Optional<Answer<Catalogue>> invalid(Reason reason, String message, String field) {
    return Optional.of(Answer.refused(reason, message, field));
  }

  private Location made(int number, String id, LocationSpec spec) {
    return new Location(
        number, id, spec.kind(), spec.open(), spec.displayName(), spec.safety(), next(), 0);
  }

  private Pool made(int number, String id, PoolSpec spec, List<Pool.Quota> before) {
    List<Pool.Quota> quotas = new ArrayList<>();
    spec.quotas()
        .forEach(
            (sku, cap) -> {
              long since =
                  before.stream()
                      .filter(quota -> quota.sku().equals(sku))
                      .mapToLong(Pool.Quota::since)
                      .findFirst()
                      .orElse(next());
              quotas.add(new Pool.Quota(sku, cap, since));
            });
    return new Pool(
        number,
        id,
        List.copyOf(spec.locations()),
        List.copyOf(quotas),
        List.copyOf(spec.regionRanks()),
        defaultLife(spec),
        longestLife(spec),
        spec.defaultAck(),
        next());
  }

  /** An absent default is 15 minutes, or the longest life if that is shorter. */
  private static long defaultLife(PoolSpec spec) {
    return spec.defaultLifeMillis() == 0
        ? Math.min(Pool.DEFAULT_LIFE_MILLIS, longestLife(spec))
        : spec.defaultLifeMillis();
  }

  private static long longestLife(PoolSpec spec) {
    return spec.longestLifeMillis() == 0 ? Pool.LONGEST_LIFE_MILLIS : spec.longestLifeMillis();
  }

  private boolean same(Location known, LocationSpec spec) {
    Location wanted = made(known.number(), known.id(), spec);
    return known.kind() == wanted.kind()
        && known.open() == wanted.open()
        && known.safety() == wanted.safety()
        && known.displayName().equals(wanted.displayName());
  }

  private boolean same(Pool known, PoolSpec spec) {
    Pool wanted = made(known.number(), known.id(), spec, known.quotas());
    return known.locations().equals(wanted.locations())
        && new HashSet<>(known.quotas()).equals(new HashSet<>(wanted.quotas()))
        && known.regionRanks().equals(wanted.regionRanks())
        && known.defaultLifeMillis() == wanted.defaultLifeMillis()
        && known.longestLifeMillis() == wanted.longestLifeMillis()
        && known.defaultAck() == wanted.defaultAck();
  }

  private Catalogue withLocation(Location location, List<String> names) {
    TreeMap<String, Location> locations = from.copyOfLocations();
    locations.put(location.id(), location);
    return new Catalogue(next(), from.copyOfPools(), locations, from.poolNames(), names);
  }

  private Catalogue withPool(Pool pool, List<String> names) {
    TreeMap<String, Pool> pools = from.copyOfPools();
    pools.put(pool.id(), pool);
    return new Catalogue(next(), pools, from.copyOfLocations(), names, from.locationNames());
  }

  private long next() {
    return from.version() + 1;
  }

  private static boolean stale(String etag, long changed) {
    return !etag.isEmpty() && !etag.equals(Long.toString(changed));
  }

  private static Answer<Catalogue> staleEtag(long changed) {
    return Answer.refused(Reason.STALE_ETAG, "the current etag is " + changed, "etag");
  }

  private static Answer<Catalogue> noLocation(String id, String field) {
    return Answer.refused(Reason.LOCATION_NOT_FOUND, "there is no location " + id, field);
  }

  private static Answer<Catalogue> noPool(String id) {
    return Answer.refused(Reason.POOL_NOT_FOUND, "there is no pool " + id, "name");
  }
}
