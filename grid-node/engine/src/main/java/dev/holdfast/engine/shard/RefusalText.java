package dev.holdfast.engine.shard;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.Shortage;
import java.util.List;

/** What a refusal says to people, and which field it points at. */
public final class RefusalText {
  private RefusalText() {}

  /** A refusal by a shard; line is the number of the line at fault, or -1. */
  public static <T> Answer<T> refused(
      Reason reason, int line, List<Shortage> shortages, boolean refund) {
    long retryMillis = reason == Reason.UNKNOWN_OUTCOME ? 100 : 0;
    String message =
        reason == Reason.INVALID_LINES && line >= 0
            ? "the hold has no line of this SKU"
            : message(reason, shortages);
    return new Answer.Refused<>(
        reason, message, field(reason, line), shortages, refund, retryMillis);
  }

  private static String field(Reason reason, int line) {
    String at = line < 0 ? "" : "lines[" + line + "]";
    return switch (reason) {
      case INVALID_LOCATION, LOCATION_NOT_FOUND -> at.isEmpty() ? "location" : at + ".location";
      case SKU_NOT_STOCKED -> at.isEmpty() ? "sku" : at + ".sku";
      case INVALID_LINES -> at.isEmpty() ? "lines" : at + ".sku";
      case INVALID_DELTA -> "delta";
      case POOL_NOT_FOUND -> "pool";
      case HOLD_ID_REUSED -> "hold_id";
      case SHIPMENT_ID_REUSED -> "shipment_id";
      case CANCELLATION_ID_REUSED -> "cancellation_id";
      case ADJUSTMENT_ID_REUSED -> "adjustment_id";
      case STALE_SOURCE_VERSION -> "source_version";
      case INVALID_TTL -> "ttl";
      case HOLD_NOT_FOUND -> "name";
      default -> "";
    };
  }

  private static String message(Reason reason, List<Shortage> shortages) {
    return switch (reason) {
      case POOL_NOT_FOUND -> "there is no such pool";
      case HOLD_NOT_FOUND -> "there is no such hold, or its identity window has passed";
      case LOCATION_NOT_FOUND -> "there is no such location";
      case SKU_NOT_STOCKED -> "the SKU is not stocked in the pool";
      case INSUFFICIENT_STOCK -> "not enough stock" + first(shortages);
      case QUOTA_EXCEEDED -> "the quota of the pool leaves too little" + first(shortages);
      case HOLD_EXPIRED -> "the hold has expired" + first(shortages);
      case HOLD_RELEASED -> "the hold was released";
      case HOLD_ALREADY_CONFIRMED -> "the hold is confirmed already";
      case HOLD_NOT_CONFIRMED -> "the hold is not confirmed";
      case HOLD_ID_REUSED -> "this hold_id stands for another request";
      case SHIPMENT_ID_REUSED -> "this shipment_id stands for other lines";
      case CANCELLATION_ID_REUSED -> "this cancellation_id stands for other lines";
      case ADJUSTMENT_ID_REUSED -> "this adjustment_id stands for another delta";
      case STALE_SOURCE_VERSION ->
          "a later count is known, or another source counts here and takeover is not set";
      case INVALID_TTL -> "the ttl is longer than longest_hold_life of the pool";
      case INVALID_LOCATION -> "the pinned location is not in the pool";
      case INVALID_LINES ->
          "the units stand at more than 10,000 places; ask for fewer lines in one hold";
      case INVALID_DELTA -> "on_hand may be 1,000,000,000 at most";
      case LOCATION_IN_USE -> "something stands at the location";
      case UNKNOWN_OUTCOME -> "the outcome is not known; retry with the same identity";
      default -> reason.name();
    };
  }

  private static String first(List<Shortage> shortages) {
    if (shortages.isEmpty()) {
      return "";
    }
    Shortage s = shortages.get(0);
    String more = shortages.size() == 1 ? "" : " (and " + (shortages.size() - 1) + " more)";
    return ": " + s.sku() + " wanted " + s.wanted() + ", available " + s.available() + more;
  }
}
