package dev.holdfast.client;

import java.time.Instant;
import java.util.List;

/**
 * A hold as one answer showed it. Immutable.
 *
 * @param name what later calls use; opaque
 * @param holdId the identity that the caller gave
 * @param pool the id of the pool it sells from
 * @param lines in the order of the request
 * @param expireTime when the units go back, unless it is confirmed before
 * @param orderId the order that confirmed it, or empty
 * @param ack the level that this answer has reached
 * @param revision of the grant in the answer to a hold and its retries, of the latest change
 *     elsewhere
 */
public record HoldView(
    String name,
    String holdId,
    String pool,
    HoldState state,
    List<HoldLine> lines,
    Instant createTime,
    Instant expireTime,
    String orderId,
    AckLevel ack,
    Revision revision) {

  public HoldView {
    lines = List.copyOf(lines);
  }
}
