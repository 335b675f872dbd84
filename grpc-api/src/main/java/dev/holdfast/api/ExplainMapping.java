package dev.holdfast.api;

import com.google.protobuf.Timestamp;
import dev.holdfast.engine.ExplainQuery;
import dev.holdfast.engine.Explanation;
import dev.holdfast.v1.ExplainStockRequest;
import dev.holdfast.v1.ExplainStockResponse;
import dev.holdfast.v1.PoolShare;
import dev.holdfast.v1.PoolShareLocation;
import dev.holdfast.v1.StockChange;
import dev.holdfast.v1.StockEffect;
import dev.holdfast.v1.StockLevel;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;

/** Explanations between the API and the engine. What comes in has passed {@link RequestRules}. */
final class ExplainMapping {

  private static final int USUAL_SIZE = 50;
  private static final int NANOS_PER_MILLI = 1_000_000;

  private ExplainMapping() {}

  /** What is asked for; empty if no answer to this SKU, time and pool ever gave the token. */
  static Optional<ExplainQuery> query(ExplainStockRequest request) {
    long time = request.hasTime() ? millis(request.getTime()) : ExplainQuery.NOW;
    int size = request.getPageSize() == 0 ? USUAL_SIZE : request.getPageSize();
    String sku = request.getSku();
    String pool = request.getPool();
    if (request.getPageToken().isEmpty()) {
      return Optional.of(new ExplainQuery(sku, time, pool, size, Long.MAX_VALUE));
    }
    return Token.read(request.getPageToken())
        .filter(token -> token.about() == about(sku, pool))
        .filter(token -> time == ExplainQuery.NOW || time == token.timeMillis())
        .filter(token -> token.before() > 1)
        .map(token -> new ExplainQuery(sku, token.timeMillis(), pool, size, token.before()));
  }

  /** Whole milliseconds: an effect of the same one has happened. */
  private static long millis(Timestamp time) {
    return time.getSeconds() * 1_000 + time.getNanos() / NANOS_PER_MILLI;
  }

  private static int about(String sku, String pool) {
    return 31 * sku.hashCode() + pool.hashCode();
  }

  /**
   * Where a page ends.
   *
   * @param about hash of SKU and pool
   */
  private record Token(long timeMillis, long before, int about) {

    static Optional<Token> read(String text) {
      try {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        return bytes.capacity() == 2 * Long.BYTES + Integer.BYTES
            ? Optional.of(new Token(bytes.getLong(), bytes.getLong(), bytes.getInt()))
            : Optional.empty();
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    String text() {
      ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES);
      bytes.putLong(timeMillis).putLong(before).putInt(about);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }
  }

  static ExplainStockResponse answer(ExplainQuery query, Explanation explanation) {
    ExplainStockResponse.Builder proto =
        ExplainStockResponse.newBuilder()
            .setSku(explanation.sku())
            .setTime(Times.timestamp(explanation.timeMillis()))
            .setRevision(HoldMapping.revision(explanation.revision()))
            .setCatalogueVersion(explanation.catalogueVersion())
            .setKnownSince(Times.timestamp(explanation.sinceMillis()))
            .addAllMissing(explanation.missing());
    explanation.positions().forEach(p -> proto.addPositions(StockMapping.position(p)));
    explanation.pool().ifPresent(pool -> proto.setPool(pool(pool)));
    explanation.effects().forEach(effect -> proto.addEffects(effect(effect)));
    if (explanation.before() > 0) {
      int about = about(query.sku(), query.pool());
      proto.setNextPageToken(
          new Token(explanation.timeMillis(), explanation.before(), about).text());
    }
    return proto.build();
  }

  private static PoolShare pool(Explanation.PoolShare share) {
    PoolShare.Builder proto =
        PoolShare.newBuilder().setPool(share.pool()).setAvailable(share.available());
    for (Explanation.Share location : share.locations()) {
      proto.addLocations(
          PoolShareLocation.newBuilder()
              .setLocation(location.location())
              .setOpen(location.open())
              .setAvailable(location.available()));
    }
    share.quota().ifPresent(proto::setQuota);
    share.quotaUsed().ifPresent(proto::setQuotaUsed);
    return proto.build();
  }

  private static StockEffect effect(Explanation.Effect effect) {
    StockEffect.Builder proto =
        StockEffect.newBuilder()
            .setTime(Times.timestamp(effect.timeMillis()))
            .setRevision(HoldMapping.revision(effect.revision()))
            .setKind(kind(effect.kind()))
            .setHold(effect.hold().isEmpty() ? "" : HoldMapping.PREFIX + effect.hold())
            .setHoldId(effect.holdId())
            .setOrderId(effect.orderId())
            .setPool(effect.pool())
            .setText(effect.text());
    for (Explanation.Change change : effect.changes()) {
      proto.addChanges(
          StockChange.newBuilder()
              .setLocation(change.location())
              .setBefore(level(change.before()))
              .setAfter(level(change.after())));
    }
    return proto.build();
  }

  private static StockLevel level(Explanation.Level level) {
    return StockLevel.newBuilder()
        .setOnHand(level.onHand())
        .setHeld(level.held())
        .setCommitted(level.committed())
        .build();
  }

  private static StockEffect.Kind kind(Explanation.Kind kind) {
    return switch (kind) {
      case COUNT -> StockEffect.Kind.COUNT;
      case ADJUST -> StockEffect.Kind.ADJUST;
      case HOLD -> StockEffect.Kind.HOLD;
      case CONFIRM -> StockEffect.Kind.CONFIRM;
      case RELEASE -> StockEffect.Kind.RELEASE;
      case EXPIRE -> StockEffect.Kind.EXPIRE;
      case SHIP -> StockEffect.Kind.SHIP;
      case CANCEL -> StockEffect.Kind.CANCEL;
      case SETTLE -> StockEffect.Kind.SETTLE;
    };
  }
}
