package dev.holdfast.client;

import java.util.List;

/**
 * One line of a hold, as the grid granted it.
 *
 * @param requestedQuantity units asked for
 * @param quantity units granted: less than requested only where the request allowed it
 * @param shippedQuantity units that have left
 * @param cancelledQuantity units that went back after the confirm
 * @param backings where the granted units stand, in the order they were taken
 * @param location the location that the request pinned, or empty
 */
public record HoldLine(
    String sku,
    long requestedQuantity,
    long quantity,
    long shippedQuantity,
    long cancelledQuantity,
    List<Backing> backings,
    String location) {

  public HoldLine {
    backings = List.copyOf(backings);
  }
}
