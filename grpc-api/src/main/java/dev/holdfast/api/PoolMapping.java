package dev.holdfast.api;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.catalogue.CatalogueCommand.PoolSpec;
import dev.holdfast.v1.Acknowledgement;
import dev.holdfast.v1.Pool;
import dev.holdfast.v1.Quota;
import dev.holdfast.v1.RegionRank;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pools between the API and the engine. What comes in has passed {@link RequestRules}. */
final class PoolMapping {

  static final String PREFIX = "pools/";

  private PoolMapping() {}

  /** The spec, or INVALID_QUOTAS where a SKU has two quotas: the spec has room for one. */
  static Answer<PoolSpec> spec(Pool pool) {
    Map<String, Long> quotas = new LinkedHashMap<>();
    for (int i = 0; i < pool.getQuotasCount(); i++) {
      Quota quota = pool.getQuotas(i);
      if (quotas.put(quota.getSku(), quota.getQuantity()) != null) {
        return Answer.refused(
            Reason.INVALID_QUOTAS,
            "SKU " + quota.getSku() + " has two quotas",
            "pool.quotas[" + i + "]");
      }
    }
    return Answer.done(
        new PoolSpec(
            List.copyOf(pool.getLocationsList()),
            quotas,
            ranks(pool.getRegionRanksList()),
            pool.hasDefaultHoldLife() ? Times.millis(pool.getDefaultHoldLife()) : 0,
            pool.hasLongestHoldLife() ? Times.millis(pool.getLongestHoldLife()) : 0,
            level(pool.getDefaultAck())));
  }

  static Pool pool(dev.holdfast.engine.catalogue.Pool pool) {
    Pool.Builder proto =
        Pool.newBuilder()
            .setName(PREFIX + pool.id())
            .addAllLocations(pool.locations())
            .setDefaultHoldLife(Times.duration(pool.defaultLifeMillis()))
            .setLongestHoldLife(Times.duration(pool.longestLifeMillis()))
            .setDefaultAck(HoldMapping.ack(pool.defaultAck()))
            .setEtag(Long.toString(pool.changed()));
    for (dev.holdfast.engine.catalogue.Pool.Quota quota : pool.quotas()) {
      proto.addQuotas(Quota.newBuilder().setSku(quota.sku()).setQuantity(quota.quantity()));
    }
    for (dev.holdfast.engine.catalogue.Pool.RegionRank rank : pool.regionRanks()) {
      proto.addRegionRanks(
          RegionRank.newBuilder().setRegion(rank.region()).addAllLocations(rank.locations()));
    }
    return proto.build();
  }

  private static List<dev.holdfast.engine.catalogue.Pool.RegionRank> ranks(List<RegionRank> ranks) {
    return ranks.stream()
        .map(
            rank ->
                new dev.holdfast.engine.catalogue.Pool.RegionRank(
                    rank.getRegion(), List.copyOf(rank.getLocationsList())))
        .toList();
  }

  private static AckLevel level(Acknowledgement.Level level) {
    return level == Acknowledgement.Level.SYNCED ? AckLevel.SYNCED : AckLevel.REPLICATED;
  }
}
