package dev.holdfast.engine.model;

import java.util.HashMap;
import java.util.Map;

/** What was counted and adjusted at a position; what is reserved follows from the holds. */
final class ModelPosition {

  /** The latest count of one source. */
  record Counted(long version, long quantity) {}

  /** An adjustment that was made. */
  record Adjusted(long delta, long atMillis) {}

  long onHand;

  /** The position's own safety stock, or -1: the location's. */
  long safety = -1;

  /** Who counted last, or empty if nobody has. */
  String source = "";

  final Map<String, Counted> counts = new HashMap<>();
  final Map<String, Adjusted> adjustments = new HashMap<>();
}
