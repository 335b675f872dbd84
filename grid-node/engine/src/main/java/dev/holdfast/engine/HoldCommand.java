package dev.holdfast.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls on one hold. Each has an identity, so each may be sent again. */
public sealed interface HoldCommand {

  /** The level at which to answer, or null for the pool's default. */
  @Nullable AckLevel ack();

  /**
   * Takes a hold.
   *
   * @param holdId {@code [A-Za-z0-9._~-]{1,64}}
   * @param pool the id of the pool
   * @param lines 1 to 1,000
   * @param ttlMillis 1,000 to 604,800,000, or 0 for the pool's default
   * @param allowPartial grant each line what there is of it
   * @param region the destination region, or empty
   * @param issueMillis when the caller first asked, UTC epoch milliseconds, or 0: now; no part of
   *     the request that a retry must repeat
   */
  record Create(
      String holdId,
      String pool,
      List<Line> lines,
      long ttlMillis,
      @Nullable AckLevel ack,
      boolean allowPartial,
      String region,
      long issueMillis)
      implements HoldCommand {

    /** Issued now. */
    public Create(
        String holdId,
        String pool,
        List<Line> lines,
        long ttlMillis,
        @Nullable AckLevel ack,
        boolean allowPartial,
        String region) {
      this(holdId, pool, lines, ttlMillis, ack, allowPartial, region, 0);
    }
  }

  /**
   * A wish for units.
   *
   * @param sku 1 to 64 bytes of UTF-8
   * @param quantity 1 to 1,000,000,000
   * @param location the only location to take from, or empty
   */
  record Line(String sku, long quantity, String location) {}

  /** Units of one SKU of a hold, 1 to 1,000,000,000; in line order where several lines have it. */
  record Part(String sku, long quantity) {}

  /**
   * Makes the hold final.
   *
   * @param orderId the order it is for, or empty
   * @param reacquire decide afresh if it has expired
   */
  record Confirm(HoldName name, String orderId, boolean reacquire, @Nullable AckLevel ack)
      implements HoldCommand {}

  record Release(HoldName name, @Nullable AckLevel ack) implements HoldCommand {}

  /**
   * Moves the end.
   *
   * @param expireMillis asked for, UTC, epoch milliseconds
   */
  record Extend(HoldName name, long expireMillis, @Nullable AckLevel ack) implements HoldCommand {}

  /**
   * Units leave.
   *
   * @param lines empty: all that is left
   */
  record Ship(HoldName name, String shipmentId, List<Part> lines, @Nullable AckLevel ack)
      implements HoldCommand {}

  /**
   * Units return to free.
   *
   * @param lines empty: all that is left
   */
  record Cancel(HoldName name, String cancellationId, List<Part> lines, @Nullable AckLevel ack)
      implements HoldCommand {}

  record Get(HoldName name) implements HoldCommand {
    @Override
    public AckLevel ack() {
      return AckLevel.REPLICATED;
    }
  }
}
