package dev.holdfast.client;

import dev.holdfast.v1.ExplainStockRequest;
import dev.holdfast.v1.ExplainStockResponse;
import dev.holdfast.v1.StockChange;
import dev.holdfast.v1.StockEffect;
import dev.holdfast.v1.StockLevel;
import java.util.Optional;
import java.util.OptionalLong;

/** Explanations between the wire's words and the SDK's. Pure functions. */
final class Explaining {

  private Explaining() {}

  static ExplainStockRequest request(ExplainRequest request) {
    ExplainStockRequest.Builder wire =
        ExplainStockRequest.newBuilder()
            .setSku(request.sku())
            .setPool(request.pool())
            .setPageSize(request.pageSize())
            .setPageToken(request.pageToken());
    request.time().ifPresent(time -> wire.setTime(Writing.timestamp(time)));
    return wire.build();
  }

  static Explanation explanation(ExplainStockResponse wire) {
    return new Explanation(
        wire.getSku(),
        Reading.instant(wire.getTime()),
        Reading.revision(wire.getRevision()),
        Reading.list(wire.getPositionsList(), Reading::position),
        wire.getCatalogueVersion(),
        wire.hasPool() ? Optional.of(pool(wire.getPool())) : Optional.empty(),
        Reading.list(wire.getEffectsList(), Explaining::effect),
        wire.getNextPageToken(),
        Reading.instant(wire.getKnownSince()),
        wire.getMissingList());
  }

  private static Explanation.PoolShare pool(dev.holdfast.v1.PoolShare wire) {
    return new Explanation.PoolShare(
        wire.getPool(),
        wire.getAvailable(),
        Reading.list(
            wire.getLocationsList(),
            l -> new Explanation.Share(l.getLocation(), l.getOpen(), l.getAvailable())),
        wire.hasQuota() ? OptionalLong.of(wire.getQuota()) : OptionalLong.empty(),
        wire.hasQuotaUsed() ? OptionalLong.of(wire.getQuotaUsed()) : OptionalLong.empty());
  }

  private static Explanation.Effect effect(StockEffect wire) {
    return new Explanation.Effect(
        Reading.instant(wire.getTime()),
        Reading.revision(wire.getRevision()),
        kind(wire.getKind()),
        wire.getHold(),
        wire.getHoldId(),
        wire.getOrderId(),
        wire.getPool(),
        Reading.list(wire.getChangesList(), Explaining::change),
        wire.getText());
  }

  private static Explanation.Change change(StockChange wire) {
    return new Explanation.Change(
        wire.getLocation(), level(wire.getBefore()), level(wire.getAfter()));
  }

  private static Explanation.Level level(StockLevel wire) {
    return new Explanation.Level(wire.getOnHand(), wire.getHeld(), wire.getCommitted());
  }

  private static Explanation.Kind kind(StockEffect.Kind wire) {
    return switch (wire) {
      case COUNT -> Explanation.Kind.COUNT;
      case ADJUST -> Explanation.Kind.ADJUST;
      case HOLD -> Explanation.Kind.HOLD;
      case CONFIRM -> Explanation.Kind.CONFIRM;
      case RELEASE -> Explanation.Kind.RELEASE;
      case EXPIRE -> Explanation.Kind.EXPIRE;
      case SHIP -> Explanation.Kind.SHIP;
      case CANCEL -> Explanation.Kind.CANCEL;
      case SETTLE -> Explanation.Kind.SETTLE;
      case KIND_UNSPECIFIED, UNRECOGNIZED -> Explanation.Kind.UNRECOGNIZED;
    };
  }
}
