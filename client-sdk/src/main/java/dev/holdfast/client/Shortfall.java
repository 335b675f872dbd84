package dev.holdfast.client;

import java.time.Instant;
import java.util.List;

/**
 * A position where more is promised than is on hand.
 *
 * @param units held + committed - on hand
 * @param holds those that stand there, oldest first, at most 100
 * @param holdCount how many stand there in all
 */
public record Shortfall(Position position, long units, List<Standing> holds, long holdCount) {

  public Shortfall {
    holds = List.copyOf(holds);
  }

  /**
   * A hold with units at the position.
   *
   * @param name what later calls use
   * @param quantity units there that are neither shipped nor cancelled
   */
  public record Standing(String name, long quantity, HoldState state, Instant createTime) {}
}
