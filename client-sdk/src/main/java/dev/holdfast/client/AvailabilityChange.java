package dev.holdfast.client;

import java.util.List;

/**
 * News of a watch.
 *
 * @param whole true: these are all SKUs, and everything that was told before is void
 * @param items the latest values of the SKUs that changed, without positions
 */
public record AvailabilityChange(boolean whole, List<Availability> items) {

  public AvailabilityChange {
    items = List.copyOf(items);
  }
}
