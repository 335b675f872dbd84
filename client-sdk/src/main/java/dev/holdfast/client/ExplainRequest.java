package dev.holdfast.client;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Asks why the availability of a SKU was what it was. Immutable; each method gives another one.
 *
 * @param time to explain; empty: now
 * @param pool whose availability to show and to whose locations to keep; empty: all locations
 * @param pageSize at most so many effects, 1 to 1,000; 0: 50
 * @param pageToken of an earlier answer to the same SKU, time and pool, or empty
 */
public record ExplainRequest(
    String sku, Optional<Instant> time, String pool, int pageSize, String pageToken) {

  public ExplainRequest {
    Objects.requireNonNull(sku, "sku");
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(pool, "pool");
    Objects.requireNonNull(pageToken, "pageToken");
  }

  /** Explains how the SKU stands now, at all locations. */
  public static ExplainRequest of(String sku) {
    return new ExplainRequest(sku, Optional.empty(), "", 0, "");
  }

  public ExplainRequest at(Instant then) {
    return new ExplainRequest(sku, Optional.of(then), pool, pageSize, pageToken);
  }

  public ExplainRequest inPool(String id) {
    return new ExplainRequest(sku, time, id, pageSize, pageToken);
  }

  public ExplainRequest most(int effects) {
    return new ExplainRequest(sku, time, pool, effects, pageToken);
  }

  /** The page after an answer. */
  public ExplainRequest after(Explanation answer) {
    return new ExplainRequest(
        sku, Optional.of(answer.time()), pool, pageSize, answer.nextPageToken());
  }
}
