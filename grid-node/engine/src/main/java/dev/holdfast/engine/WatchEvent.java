package dev.holdfast.engine;

import java.util.List;

/** What a watch of availability tells. */
public sealed interface WatchEvent {

  /**
   * Values, or none.
   *
   * @param items without positions
   * @param token resumes behind this event; empty for RESET
   * @param follows the token of the event before; empty for RESET and SNAPSHOT
   */
  record Values(Kind kind, List<Availability> items, String token, String follows)
      implements WatchEvent {}

  /** The last event: the watch is over. */
  record Ended(Answer.Refused<?> refusal) implements WatchEvent {}

  /** What the values of an event are. */
  enum Kind {
    /** Those of all SKUs. */
    SNAPSHOT,
    /** The latest ones of SKUs that changed. */
    CHANGE,
    /** None; and all that were told before are void, a snapshot follows. */
    RESET,
    /** None: nothing changed. */
    HEARTBEAT
  }
}
