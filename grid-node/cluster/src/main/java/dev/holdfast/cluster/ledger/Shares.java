package dev.holdfast.cluster.ledger;

import dev.holdfast.cluster.ledger.Standing.Place;
import dev.holdfast.cluster.ledger.Standing.Quota;
import dev.holdfast.engine.Explanation.PoolShare;
import dev.holdfast.engine.Explanation.Share;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.Revision;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.Pool;
import dev.holdfast.engine.catalogue.PoolPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Positions and what a pool could sell of them, by one version of pools and locations. */
final class Shares {
  private final Catalogue catalogue;
  private final String sku;
  private final Standing standing;
  private final Map<Integer, Place> places;

  Shares(Catalogue catalogue, String sku, Standing standing) {
    this.catalogue = catalogue;
    this.sku = sku;
    this.standing = standing;
    this.places =
        standing.places().stream().collect(Collectors.toMap(Place::location, Function.identity()));
  }

  /** By location's id, or in the order of a pool. */
  List<Position> positions(Optional<PoolPlan> pool, Revision revision) {
    List<Position> positions = new ArrayList<>();
    if (pool.isEmpty()) {
      standing.places().forEach(place -> positions.add(position(place, revision)));
      positions.sort(java.util.Comparator.comparing(Position::location));
      return positions;
    }
    for (int location : pool.get().order(0)) {
      Place place = places.get(location);
      if (place != null) {
        positions.add(position(place, revision));
      }
    }
    return positions;
  }

  private Position position(Place place, Revision revision) {
    return new Position(
        sku,
        catalogue.locationNames().get(place.location()),
        place.level().onHand(),
        place.safety() >= 0 ? place.safety() : catalogue.safety(place.location()),
        place.level().held(),
        place.level().committed(),
        revision);
  }

  /** As the shard would have answered. */
  PoolShare of(PoolPlan plan, Revision revision) {
    List<Share> shares = new ArrayList<>();
    long sum = 0;
    for (int location : plan.order(0)) {
      Place place = places.get(location);
      boolean open = catalogue.isOpen(location);
      long free = place == null || !open ? 0 : Math.max(0, position(place, revision).free());
      shares.add(new Share(catalogue.locationNames().get(location), open, free));
      sum += free;
    }
    Optional<Pool.Quota> quota = plan.quota(sku);
    OptionalLong used = OptionalLong.empty();
    if (quota.isPresent()) {
      used = OptionalLong.of(used(plan.pool().number(), quota.get()));
      sum = Math.min(sum, Math.max(0, quota.get().quantity() - used.getAsLong()));
    }
    OptionalLong cap = quota.map(q -> OptionalLong.of(q.quantity())).orElse(OptionalLong.empty());
    return new PoolShare(plan.pool().id(), sum, shares, cap, used);
  }

  /** A count of before the quota was set anew is none. */
  private long used(int pool, Pool.Quota quota) {
    Quota used = standing.quotas().get(pool);
    return used == null || used.since() != quota.since() ? 0 : used.used();
  }
}
