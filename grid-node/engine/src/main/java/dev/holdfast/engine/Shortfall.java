package dev.holdfast.engine;

import java.util.List;

/**
 * A position where more is promised than is on hand.
 *
 * @param holds those that stand there, oldest first, at most {@link #MOST_HOLDS}
 * @param holdCount how many stand there in all; units of baskets that are being decided are in the
 *     position's held units only
 */
public record Shortfall(Position position, List<Standing> holds, long holdCount) {

  public static final int MOST_HOLDS = 100;

  /**
   * A hold with units at the position.
   *
   * @param quantity units there that are neither shipped nor cancelled
   * @param state HELD or CONFIRMED
   * @param createMillis UTC, epoch milliseconds
   */
  public record Standing(HoldName name, long quantity, HoldState state, long createMillis) {}

  /** held + committed - on hand. */
  public long units() {
    return position.held() + position.committed() - position.onHand();
  }
}
