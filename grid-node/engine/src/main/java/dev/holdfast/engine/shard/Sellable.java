package dev.holdfast.engine.shard;

import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.PoolPlan;

/** What a pool can sell of a SKU at one shard. Runs on the shard's writer. */
final class Sellable {
  private Sellable() {}

  /** The sum of max(0, free) over the pool's open locations, capped by what the quota leaves. */
  static long units(Tables t, Catalogue catalogue, PoolPlan plan, int sku) {
    if (sku < 0) {
      return 0;
    }
    long units = 0;
    for (int location : plan.order(0)) {
      int position = t.positions.find(sku, location);
      if (position != 0 && catalogue.isOpen(location)) {
        units += Math.max(0, Allocation.free(t, catalogue, position));
      }
    }
    if (plan.hasQuotas()) {
      int quota = t.quotas.findOrAdd(plan.pool().number(), sku);
      t.quotas.refresh(quota, plan, t.names, catalogue);
      if (t.quotas.capped(quota)) {
        units = Math.min(units, t.quotas.left(quota));
      }
    }
    return units;
  }
}
