package dev.holdfast.engine;

import java.util.List;

/**
 * A timed reservation as an answer shows it.
 *
 * @param home the shard that decides over it; part of its name
 * @param lines in the order of the request
 * @param createMillis UTC, epoch milliseconds
 * @param expireMillis UTC, epoch milliseconds
 * @param orderId the order that confirmed it, or empty
 * @param ack the level that this answer has reached
 * @param revision the effect that this answer shows
 */
public record Hold(
    String holdId,
    int home,
    String pool,
    HoldState state,
    List<HoldLine> lines,
    long createMillis,
    long expireMillis,
    String orderId,
    AckLevel ack,
    Revision revision) {}
