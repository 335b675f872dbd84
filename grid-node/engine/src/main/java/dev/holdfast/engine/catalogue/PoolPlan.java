package dev.holdfast.engine.catalogue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pool as the lock path reads it: location numbers in rank order, worked out once per catalogue
 * version so that a decision allocates nothing. Immutable.
 */
public final class PoolPlan {

  private final Pool pool;
  private final int[] ownOrder;
  private final int[] sorted;
  private final long[] regions;
  private final int[][] regionOrders;
  private final Map<String, Pool.Quota> quotas;

  private PoolPlan(Pool pool, int[] ownOrder, long[] regions, int[][] regionOrders) {
    this.pool = pool;
    this.ownOrder = ownOrder;
    this.sorted = ownOrder.clone();
    Arrays.sort(sorted);
    this.regions = regions;
    this.regionOrders = regionOrders;
    this.quotas = new HashMap<>();
    pool.quotas().forEach(quota -> quotas.put(quota.sku(), quota));
  }

  static PoolPlan of(Pool pool, Map<String, Location> locations) {
    int[] own = numbers(pool.locations(), locations);
    int regionCount = pool.regionRanks().size();
    long[] regions = new long[regionCount];
    int[][] orders = new int[regionCount][];
    for (int i = 0; i < regionCount; i++) {
      Pool.RegionRank rank = pool.regionRanks().get(i);
      LinkedHashSet<String> order = new LinkedHashSet<>(rank.locations());
      order.addAll(pool.locations());
      regions[i] = regionKey(rank.region());
      orders[i] = numbers(List.copyOf(order), locations);
    }
    return new PoolPlan(pool, own, regions, orders);
  }

  private static int[] numbers(List<String> ids, Map<String, Location> locations) {
    int[] numbers = new int[ids.size()];
    for (int i = 0; i < numbers.length; i++) {
      Location location = locations.get(ids.get(i));
      if (location == null) {
        throw new IllegalStateException(
            "a pool names the location " + ids.get(i) + ", which is gone");
      }
      numbers[i] = location.number();
    }
    return numbers;
  }

  /** What a command carries for a region: 64-bit FNV-1a of its UTF-8, 0 for the empty region. */
  public static long regionKey(String region) {
    if (region.isEmpty()) {
      return 0;
    }
    long hash = 0xcbf29ce484222325L;
    for (byte b : region.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }

  public Pool pool() {
    return pool;
  }

  /** Location numbers in rank order for a region; the pool's own order if it is unknown. */
  public int[] order(long regionKey) {
    for (int i = 0; i < regions.length; i++) {
      if (regions[i] == regionKey) {
        return regionOrders[i];
      }
    }
    return ownOrder;
  }

  public boolean contains(int locationNumber) {
    return Arrays.binarySearch(sorted, locationNumber) >= 0;
  }

  public boolean hasQuotas() {
    return !quotas.isEmpty();
  }

  public Optional<Pool.Quota> quota(String sku) {
    return Optional.ofNullable(quotas.get(sku));
  }
}
