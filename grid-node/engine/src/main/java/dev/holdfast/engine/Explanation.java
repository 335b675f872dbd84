package dev.holdfast.engine;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The positions of a SKU at one time, and what led there.
 *
 * @param timeMillis the time explained, UTC epoch milliseconds
 * @param revision the latest effect on its shard until then
 * @param positions by location, or in the pool's rank order
 * @param catalogueVersion of pools and locations then
 * @param effects newest first
 * @param before where the next page starts, 0 if no earlier effect is known
 * @param sinceMillis effects are known from this time on
 * @param missing what could not be shown or said for sure, in plain words
 */
public record Explanation(
    String sku,
    long timeMillis,
    Revision revision,
    List<Position> positions,
    long catalogueVersion,
    Optional<PoolShare> pool,
    List<Effect> effects,
    long before,
    long sinceMillis,
    List<String> missing) {

  /**
   * What a pool could sell.
   *
   * @param available the sum over its locations, capped by what the quota left
   * @param quota its cap, if it had one
   * @param quotaUsed held, committed or shipped through the pool since the quota was set
   */
  public record PoolShare(
      String pool,
      long available,
      List<Share> locations,
      OptionalLong quota,
      OptionalLong quotaUsed) {}

  /**
   * What one location added.
   *
   * @param open whether it took new grants
   */
  public record Share(String location, boolean open, long available) {}

  /** What moved the units. */
  public enum Kind {
    COUNT,
    ADJUST,
    HOLD,
    CONFIRM,
    RELEASE,
    EXPIRE,
    SHIP,
    CANCEL,
    SETTLE
  }

  /**
   * What one effect did to the SKU.
   *
   * @param timeMillis shard time, UTC epoch milliseconds
   * @param hold {@code <home>.<hold_id>} of the hold that moved units, or empty
   * @param orderId as far as known, or empty
   * @param pool of the hold, as far as known, or empty
   * @param text the same in plain words
   */
  public record Effect(
      long timeMillis,
      Revision revision,
      Kind kind,
      String hold,
      String holdId,
      String orderId,
      String pool,
      List<Change> changes,
      String text) {}

  /** One position before and after. */
  public record Change(String location, Level before, Level after) {}

  /** A position without its safety stock, in whole units. */
  public record Level(long onHand, long held, long committed) {}
}
