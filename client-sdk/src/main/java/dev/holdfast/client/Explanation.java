package dev.holdfast.client;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The positions of a SKU at one time, and the effects that led there.
 *
 * @param time the time explained
 * @param revision the latest effect on the SKU's shard until then
 * @param positions by location, or in the pool's rank order
 * @param catalogueVersion of pools and locations then
 * @param pool what the pool could sell, if one was asked for
 * @param effects newest first
 * @param nextPageToken continues with earlier effects, or empty
 * @param knownSince effects are known from this time on
 * @param missing what could not be shown or said for sure, in plain words
 */
public record Explanation(
    String sku,
    Instant time,
    Revision revision,
    List<Position> positions,
    long catalogueVersion,
    Optional<PoolShare> pool,
    List<Effect> effects,
    String nextPageToken,
    Instant knownSince,
    List<String> missing) {

  public Explanation {
    positions = List.copyOf(positions);
    effects = List.copyOf(effects);
    missing = List.copyOf(missing);
  }

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
      OptionalLong quotaUsed) {

    public PoolShare {
      locations = List.copyOf(locations);
    }
  }

  /**
   * What one location of a pool added.
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
    /** What the home of a basket had decided arrived at this SKU's shard; the text says what. */
    SETTLE,
    /** Newer than this SDK. */
    UNRECOGNIZED
  }

  /**
   * What one effect did to the SKU.
   *
   * @param hold name of the hold that moved units, or empty
   * @param orderId as far as known, or empty
   * @param pool of the hold, as far as known, or empty
   * @param changes by location
   * @param text the same in plain words
   */
  public record Effect(
      Instant time,
      Revision revision,
      Kind kind,
      String hold,
      String holdId,
      String orderId,
      String pool,
      List<Change> changes,
      String text) {

    public Effect {
      changes = List.copyOf(changes);
    }
  }

  /** One position before and after. */
  public record Change(String location, Level before, Level after) {}

  /** A position without its safety stock, in units. */
  public record Level(long onHand, long held, long committed) {}
}
