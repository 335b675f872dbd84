package dev.holdfast.engine.model;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.HoldState;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.Revision;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.Location;
import dev.holdfast.engine.catalogue.Pool;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything the model remembers, and the sums over it. */
final class Stock {

  private record QuotaKey(String pool, String sku, long since) {}

  final Map<HoldName, ModelHold> holds = new HashMap<>();
  final Map<PositionKey, ModelPosition> positions = new HashMap<>();

  /** Shipped units of holds that are forgotten: their quotas still count them. */
  private final Map<QuotaKey, Long> shippedBefore = new HashMap<>();

  Catalogue catalogue = Catalogue.empty();
  private long sequence;
  private long grants;
  private long oversold;

  Revision nextRevision(int home) {
    sequence++;
    return revision(home);
  }

  /** The latest change: the model has one history, whatever the shard. */
  Revision revision(int shard) {
    return new Revision(shard, 1, sequence);
  }

  /** The pool that a hold was taken from, if it is still there. */
  Optional<Pool> pool(ModelHold hold) {
    return catalogue.pool(hold.request.pool()).filter(pool -> pool.number() == hold.pool);
  }

  /** The number of the latest pool of this id, also if it is gone. */
  int poolNumber(String id) {
    return catalogue.poolNames().lastIndexOf(id);
  }

  /** The level that an answer states: the one asked for, else the pool's default. */
  AckLevel ack(ModelHold hold, @Nullable AckLevel asked) {
    return asked != null ? asked : pool(hold).map(Pool::defaultAck).orElse(AckLevel.REPLICATED);
  }

  long held(PositionKey key) {
    return reserved(key, HoldState.HELD);
  }

  long committed(PositionKey key) {
    return reserved(key, HoldState.CONFIRMED);
  }

  private long reserved(PositionKey key, HoldState state) {
    long units = 0;
    for (ModelHold hold : holds.values()) {
      if (hold.state == state) {
        for (ModelLine line : hold.lines) {
          if (line.wish.sku().equals(key.sku())) {
            for (ModelBacking backing : line.backings) {
              if (backing.location.equals(key.location())) {
                units += backing.left();
              }
            }
          }
        }
      }
    }
    return units;
  }

  long safety(PositionKey key) {
    ModelPosition position = positions.get(key);
    return position != null && position.safety >= 0
        ? position.safety
        : catalogue.location(key.location()).map(Location::safety).orElse(0L);
  }

  /** What a new grant may take: nothing where nobody counted, and nothing at a closed location. */
  long grantable(PositionKey key) {
    ModelPosition position = positions.get(key);
    boolean open = catalogue.location(key.location()).map(Location::open).orElse(false);
    if (position == null || !open) {
      return 0;
    }
    return Math.max(0, shown(key).free());
  }

  Position shown(PositionKey key) {
    ModelPosition position = positions.get(key);
    return new Position(
        key.sku(),
        key.location(),
        position == null ? 0 : position.onHand,
        safety(key),
        held(key),
        committed(key),
        revision(0));
  }

  boolean stocked(Pool pool, String sku) {
    return pool.locations().stream()
        .anyMatch(location -> positions.containsKey(new PositionKey(sku, location)));
  }

  /** {@link Pool.Quota#since} of the quota on a SKU, or 0 if there is none. */
  static long quotaSince(Pool pool, String sku) {
    return pool.quotas().stream()
        .filter(quota -> quota.sku().equals(sku))
        .mapToLong(Pool.Quota::since)
        .findFirst()
        .orElse(0);
  }

  /** Units that the quota still lets through; very many if there is none. */
  long quotaLeft(Pool pool, String sku) {
    for (Pool.Quota quota : pool.quotas()) {
      if (quota.sku().equals(sku)) {
        return Math.max(0, quota.quantity() - used(new QuotaKey(pool.id(), sku, quota.since())));
      }
    }
    return Long.MAX_VALUE;
  }

  private long used(QuotaKey key) {
    long units = shippedBefore.getOrDefault(key, 0L);
    for (ModelHold hold : holds.values()) {
      boolean counts = hold.state == HoldState.HELD || hold.state == HoldState.CONFIRMED;
      if (counts && hold.request.pool().equals(key.pool())) {
        for (ModelLine line : hold.lines) {
          if (line.wish.sku().equals(key.sku()) && line.quotaSince == key.since()) {
            units += line.quantity() - line.cancelled();
          }
        }
      }
    }
    return units;
  }

  /** Checks after a grant that it took no more than was free (I1). */
  void granted(ModelHold hold) {
    grants++;
    for (ModelLine line : hold.lines) {
      for (ModelBacking backing : line.backings) {
        if (shown(new PositionKey(line.wish.sku(), backing.location)).free() < 0) {
          oversold++;
          return;
        }
      }
    }
  }

  long grants() {
    return grants;
  }

  /** Grants that took more than was free: always 0. */
  long oversold() {
    return oversold;
  }

  /** Forgets a hold whose identity window is over. */
  void forget(ModelHold hold) {
    holds.remove(hold.name);
    for (ModelLine line : hold.lines) {
      if (line.quotaSince != 0 && line.shipped() > 0) {
        QuotaKey key = new QuotaKey(hold.request.pool(), line.wish.sku(), line.quotaSince);
        shippedBefore.merge(key, line.shipped(), Long::sum);
      }
    }
  }
}
