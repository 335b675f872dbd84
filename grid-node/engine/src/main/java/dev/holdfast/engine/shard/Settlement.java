package dev.holdfast.engine.shard;

import java.util.List;

/**
 * How the home of a basket stands to the intents of one attempt.
 *
 * @param state a state of {@link Holds}: OPENING while it is not decided, HELD or CONFIRMED while
 *     it lives, anything else: the intent is void
 * @param lines all lines of the basket, if the home knows them
 */
public record Settlement(long attempt, int epoch, long sequence, int state, List<Line> lines) {

  /** The state that ends an intent. */
  public static final int VOID = Holds.RELEASED;

  /** Shipped and cancelled units of each backing, in turn. */
  public record Line(int number, String sku, int[] places) {}

  /** Whether the home has not decided yet. */
  public boolean isOpen() {
    return state == Holds.OPENING;
  }
}
