package dev.holdfast.client;

import com.google.protobuf.Timestamp;
import dev.holdfast.v1.Acknowledgement;
import dev.holdfast.v1.HoldLineQuantity;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** From the SDK's words to the wire's. Pure functions. */
final class Writing {

  private Writing() {}

  static com.google.protobuf.Duration duration(Duration duration) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  static Acknowledgement.Level ack(AckLevel level) {
    return switch (level) {
      case REPLICATED -> Acknowledgement.Level.REPLICATED;
      case SYNCED -> Acknowledgement.Level.SYNCED;
    };
  }

  static dev.holdfast.v1.Hold.State state(HoldState state) {
    return switch (state) {
      case HELD -> dev.holdfast.v1.Hold.State.HELD;
      case CONFIRMED -> dev.holdfast.v1.Hold.State.CONFIRMED;
      case RELEASED -> dev.holdfast.v1.Hold.State.RELEASED;
      case EXPIRED -> dev.holdfast.v1.Hold.State.EXPIRED;
      case UNRECOGNIZED -> throw new IllegalArgumentException("state: UNRECOGNIZED is none");
    };
  }

  static List<HoldLineQuantity> lines(LineQuantity... lines) {
    return Arrays.stream(lines)
        .map(
            line ->
                HoldLineQuantity.newBuilder()
                    .setSku(line.sku())
                    .setQuantity(line.quantity())
                    .build())
        .toList();
  }

  static dev.holdfast.v1.StockCount count(StockCount count) {
    dev.holdfast.v1.StockCount.Builder wire =
        dev.holdfast.v1.StockCount.newBuilder()
            .setSku(count.sku())
            .setLocation(count.location())
            .setQuantity(count.quantity())
            .setSource(count.source())
            .setSourceVersion(count.sourceVersion())
            .setTakeover(count.takeover());
    count.safetyStock().ifPresent(wire::setSafetyStock);
    return wire.build();
  }

  static dev.holdfast.v1.StockAdjustment adjustment(StockAdjustment adjustment) {
    return dev.holdfast.v1.StockAdjustment.newBuilder()
        .setSku(adjustment.sku())
        .setLocation(adjustment.location())
        .setDelta(adjustment.delta())
        .setAdjustmentId(adjustment.adjustmentId())
        .setReason(adjustment.reason())
        .build();
  }

  static dev.holdfast.v1.Pool pool(Pool pool) {
    dev.holdfast.v1.Pool.Builder wire =
        dev.holdfast.v1.Pool.newBuilder().addAllLocations(pool.locations()).setEtag(pool.etag());
    for (Quota quota : pool.quotas()) {
      wire.addQuotasBuilder().setSku(quota.sku()).setQuantity(quota.quantity());
    }
    for (RegionRank rank : pool.regionRanks()) {
      wire.addRegionRanksBuilder().setRegion(rank.region()).addAllLocations(rank.locations());
    }
    pool.defaultHoldLife().ifPresent(life -> wire.setDefaultHoldLife(duration(life)));
    pool.longestHoldLife().ifPresent(life -> wire.setLongestHoldLife(duration(life)));
    pool.defaultAck().ifPresent(level -> wire.setDefaultAck(ack(level)));
    return wire.build();
  }

  static dev.holdfast.v1.Location location(Location location) {
    return dev.holdfast.v1.Location.newBuilder()
        .setKind(kind(location.kind()))
        .setState(
            location.open()
                ? dev.holdfast.v1.Location.State.OPEN
                : dev.holdfast.v1.Location.State.CLOSED)
        .setDisplayName(location.displayName())
        .setSafetyStock(location.safetyStock())
        .setEtag(location.etag())
        .build();
  }

  private static dev.holdfast.v1.Location.Kind kind(Location.Kind kind) {
    return switch (kind) {
      case WAREHOUSE -> dev.holdfast.v1.Location.Kind.WAREHOUSE;
      case FRONT_WAREHOUSE -> dev.holdfast.v1.Location.Kind.FRONT_WAREHOUSE;
      case STORE -> dev.holdfast.v1.Location.Kind.STORE;
      case PARTNER -> dev.holdfast.v1.Location.Kind.PARTNER;
      case INBOUND -> dev.holdfast.v1.Location.Kind.INBOUND;
      case UNRECOGNIZED ->
          throw new InvalidRequestException(
              "",
              "kind: this SDK cannot write a kind that it does not know",
              List.of(
                  new InvalidRequestException.Violation("location.kind", "must be a known kind")));
    };
  }
}
