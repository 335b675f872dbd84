package dev.holdfast.client;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The published reasons of refusals and failures. */
public enum Reason {
  POOL_NOT_FOUND,
  /** Also past the identity window of a hold that ended. */
  HOLD_NOT_FOUND,
  LOCATION_NOT_FOUND,
  /** No location of the pool has ever counted the SKU. */
  SKU_NOT_STOCKED,
  /** The shortages say which line wanted how much and what there was. */
  INSUFFICIENT_STOCK,
  /** The pool's cap for a SKU is used up. */
  QUOTA_EXCEEDED,
  HOLD_EXPIRED,
  HOLD_RELEASED,
  HOLD_ALREADY_CONFIRMED,
  HOLD_NOT_CONFIRMED,
  LOCATION_IN_USE,
  /** The request is so old that it may be a retry of a hold that the grid has forgotten or lost. */
  ISSUED_TOO_EARLY,
  /** The identity was used before, for another request. */
  HOLD_ID_REUSED,
  SHIPMENT_ID_REUSED,
  CANCELLATION_ID_REUSED,
  ADJUSTMENT_ID_REUSED,
  POOL_ID_REUSED,
  LOCATION_ID_REUSED,
  STALE_SOURCE_VERSION,
  STALE_ETAG,
  /** A part of the grid recovers; retried by the SDK. */
  SHARD_CLOSED,
  /** Too few nodes see each other; retried by the SDK. */
  NO_QUORUM,
  /** The grid itself does not know whether the call took effect; resolved by the SDK's retry. */
  UNKNOWN_OUTCOME,
  /** Too much is under way, at the node or in this client. */
  OVERLOADED,
  /** The call waited past its deadline and was dropped undecided. */
  DEADLINE_PASSED,
  /** A reason that this version of the SDK does not know, or none: see the text beside it. */
  UNRECOGNIZED;

  private static final Map<String, Reason> BY_NAME =
      Stream.of(values()).collect(Collectors.toMap(Reason::name, Function.identity()));

  /** The reason of that published name, or {@link #UNRECOGNIZED}. */
  public static Reason of(String text) {
    return BY_NAME.getOrDefault(text, UNRECOGNIZED);
  }
}
