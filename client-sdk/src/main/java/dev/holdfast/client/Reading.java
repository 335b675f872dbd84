package dev.holdfast.client;

import com.google.protobuf.Timestamp;
import dev.holdfast.v1.Acknowledgement;
import dev.holdfast.v1.ListShortfallsResponse;
import dev.holdfast.v1.RestorePoint;
import dev.holdfast.v1.ShardStatus;
import dev.holdfast.v1.StockResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** From the wire's words to the SDK's. Pure functions. */
final class Reading {

  private Reading() {}

  static HoldView hold(dev.holdfast.v1.Hold wire) {
    return new HoldView(
        wire.getName(),
        wire.getHoldId(),
        wire.getPool(),
        state(wire.getState()),
        list(wire.getLinesList(), Reading::line),
        instant(wire.getCreateTime()),
        instant(wire.getExpireTime()),
        wire.getOrderId(),
        ack(wire.getAck()).orElse(AckLevel.REPLICATED),
        revision(wire.getRevision()));
  }

  static StockOutcome stock(StockResult wire) {
    return switch (wire.getOutcomeCase()) {
      case POSITION ->
          new StockOutcome(Optional.of(position(wire.getPosition())), Optional.empty());
      case ERROR, OUTCOME_NOT_SET ->
          new StockOutcome(Optional.empty(), Optional.of(Failures.refusal(wire.getError())));
    };
  }

  static Availability availability(dev.holdfast.v1.Availability wire) {
    return new Availability(
        wire.getSku(),
        wire.getAvailable(),
        revision(wire.getRevision()),
        list(wire.getPositionsList(), Reading::position));
  }

  static ShortfallPage shortfalls(ListShortfallsResponse wire) {
    return new ShortfallPage(
        list(wire.getShortfallsList(), Reading::shortfall), wire.getNextPageToken());
  }

  private static Shortfall shortfall(dev.holdfast.v1.Shortfall wire) {
    return new Shortfall(
        position(wire.getPosition()),
        wire.getShortfall(),
        list(
            wire.getHoldsList(),
            hold ->
                new Shortfall.Standing(
                    hold.getName(),
                    hold.getQuantity(),
                    state(hold.getState()),
                    instant(hold.getCreateTime()))),
        wire.getHoldCount());
  }

  static Pool pool(dev.holdfast.v1.Pool wire) {
    return new Pool(
        id(wire.getName()),
        wire.getLocationsList(),
        list(wire.getQuotasList(), quota -> new Quota(quota.getSku(), quota.getQuantity())),
        list(
            wire.getRegionRanksList(),
            rank -> new RegionRank(rank.getRegion(), rank.getLocationsList())),
        wire.hasDefaultHoldLife()
            ? Optional.of(duration(wire.getDefaultHoldLife()))
            : Optional.empty(),
        wire.hasLongestHoldLife()
            ? Optional.of(duration(wire.getLongestHoldLife()))
            : Optional.empty(),
        ack(wire.getDefaultAck()),
        wire.getEtag());
  }

  static Location location(dev.holdfast.v1.Location wire) {
    return new Location(
        id(wire.getName()),
        kind(wire.getKind()),
        wire.getState() != dev.holdfast.v1.Location.State.CLOSED,
        wire.getDisplayName(),
        wire.getSafetyStock(),
        wire.getEtag());
  }

  static GridStatus status(dev.holdfast.v1.GridStatus wire) {
    return new GridStatus(
        wire.getMemberId(),
        wire.getVersion(),
        list(wire.getShardsList(), Reading::shard),
        wire.getCatalogueVersion(),
        wire.getAlarmsList(),
        wire.getWriteBehindLagP99Millis(),
        list(wire.getRestorePointsList(), Reading::point),
        list(
            wire.getMembersList(),
            member -> new GridStatus.MemberStatus(member.getMemberId(), member.getAlive())),
        wire.getWantedCopies());
  }

  private static GridStatus.RestorePoint point(RestorePoint wire) {
    return new GridStatus.RestorePoint(
        wire.getShard(),
        instant(wire.getRestoreTime()),
        wire.getEpoch(),
        wire.getSequence(),
        wire.hasEffectTime() ? Optional.of(instant(wire.getEffectTime())) : Optional.empty(),
        wire.getLargestLagMillis());
  }

  static AuditReport audit(List<dev.holdfast.v1.AuditFinding> wire) {
    return new AuditReport(
        list(
            wire,
            finding ->
                new AuditReport.Finding(
                    finding.getCheck(),
                    finding.getShard(),
                    finding.getPassed(),
                    finding.getCompared(),
                    finding.getDetail())));
  }

  /** Written out because every grant comes through here, mostly with one line and one backing. */
  static <W, V> List<V> list(List<W> wire, Function<? super W, V> read) {
    int size = wire.size();
    if (size == 1) {
      return List.of(read.apply(wire.get(0)));
    }
    List<V> values = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      values.add(read.apply(wire.get(i)));
    }
    return values;
  }

  private static HoldLine line(dev.holdfast.v1.HoldLine wire) {
    return new HoldLine(
        wire.getSku(),
        wire.getRequestedQuantity(),
        wire.getQuantity(),
        wire.getShippedQuantity(),
        wire.getCancelledQuantity(),
        list(
            wire.getBackingsList(),
            backing -> new Backing(backing.getLocation(), backing.getQuantity())),
        wire.getLocation());
  }

  static Position position(dev.holdfast.v1.Position wire) {
    return new Position(
        wire.getSku(),
        wire.getLocation(),
        wire.getOnHand(),
        wire.getSafetyStock(),
        wire.getHeld(),
        wire.getCommitted(),
        wire.getFree(),
        revision(wire.getRevision()));
  }

  private static GridStatus.ShardStatus shard(ShardStatus wire) {
    return new GridStatus.ShardStatus(
        wire.getShard(),
        wire.getState() == ShardStatus.State.OPEN,
        wire.getEpoch(),
        wire.getSequence(),
        wire.getSnapshotSequence(),
        wire.getLiveHolds(),
        wire.getEndedHolds(),
        wire.getPositions(),
        wire.getReason(),
        wire.getDrainedSequence(),
        wire.getLagMillis(),
        role(wire.getRole()),
        wire.getOwnerId(),
        wire.getCopyIdsList());
  }

  private static GridStatus.Role role(ShardStatus.Role wire) {
    return switch (wire) {
      case OWNER -> GridStatus.Role.OWNER;
      case COPY -> GridStatus.Role.COPY;
      case LOADING -> GridStatus.Role.LOADING;
      case NONE -> GridStatus.Role.NONE;
      case ROLE_UNSPECIFIED, UNRECOGNIZED -> GridStatus.Role.UNRECOGNIZED;
    };
  }

  static Revision revision(dev.holdfast.v1.Revision wire) {
    return new Revision(wire.getShard(), wire.getEpoch(), wire.getSequence());
  }

  private static HoldState state(dev.holdfast.v1.Hold.State wire) {
    return switch (wire) {
      case HELD -> HoldState.HELD;
      case CONFIRMED -> HoldState.CONFIRMED;
      case RELEASED -> HoldState.RELEASED;
      case EXPIRED -> HoldState.EXPIRED;
      case STATE_UNSPECIFIED, UNRECOGNIZED -> HoldState.UNRECOGNIZED;
    };
  }

  private static Optional<AckLevel> ack(Acknowledgement.Level wire) {
    return switch (wire) {
      case REPLICATED -> Optional.of(AckLevel.REPLICATED);
      case SYNCED -> Optional.of(AckLevel.SYNCED);
      case LEVEL_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
    };
  }

  private static Location.Kind kind(dev.holdfast.v1.Location.Kind wire) {
    return switch (wire) {
      case WAREHOUSE -> Location.Kind.WAREHOUSE;
      case FRONT_WAREHOUSE -> Location.Kind.FRONT_WAREHOUSE;
      case STORE -> Location.Kind.STORE;
      case PARTNER -> Location.Kind.PARTNER;
      case INBOUND -> Location.Kind.INBOUND;
      case KIND_UNSPECIFIED, UNRECOGNIZED -> Location.Kind.UNRECOGNIZED;
    };
  }

  /** {@code pools/web} is the resource name of {@code web}. */
  private static String id(String name) {
    return name.substring(name.indexOf('/') + 1);
  }

  static Instant instant(Timestamp wire) {
    return Instant.ofEpochSecond(wire.getSeconds(), wire.getNanos());
  }

  private static Duration duration(com.google.protobuf.Duration wire) {
    return Duration.ofSeconds(wire.getSeconds(), wire.getNanos());
  }
}
