package dev.holdfast.engine.shard;

import java.util.List;

/**
 * Baskets of one home that stand on one line shard.
 *
 * @param next where the next page begins, or {@link #END}; worth nothing to another owner of the
 *     home, which begins again
 */
public record BasketPage(long next, List<Basket> baskets) {
  public static final long START = 0;
  public static final long END = -1;

  /**
   * A basket with units left at the line shard.
   *
   * @param pool its number in the catalogue
   * @param lines those of the line shard, as they were granted
   */
  public record Basket(HoldKey key, long attempt, int pool, List<Commands.TakenLine> lines) {}
}
