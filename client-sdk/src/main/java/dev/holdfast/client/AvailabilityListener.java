package dev.holdfast.client;

/**
 * Hears what a watch tells: one call at a time, on the executor for callbacks. While a call runs
 * nothing more is taken from the grid, which keeps the latest values only.
 */
@FunctionalInterface
public interface AvailabilityListener {

  /** The snapshot first, then changes. */
  void changed(AvailabilityChange change);

  /** The grid refuses to go on, for example because the pool is gone; the last call. */
  default void failed(HoldfastException failure) {}
}
