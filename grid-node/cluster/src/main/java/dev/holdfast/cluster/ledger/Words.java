package dev.holdfast.cluster.ledger;

import dev.holdfast.engine.Explanation.Change;
import dev.holdfast.engine.rows.Movement;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** An effect in plain words. */
final class Words {
  private Words() {}

  /**
   * A sentence.
   *
   * @param holdId empty for counts and adjustments
   * @param orderId or empty
   */
  static String of(Movement.Kind kind, String holdId, String orderId, List<Change> changes) {
    long held = sum(changes, Words::held);
    long committed = sum(changes, Words::committed);
    long onHand = sum(changes, Words::onHand);
    String hold = "hold " + holdId;
    String order = orderId.isEmpty() ? "" : " for order " + orderId;
    return switch (kind) {
      case COUNT -> counted(changes);
      case ADJUST -> adjusted(changes);
      case HOLD -> hold + " took " + at(changes, c -> held(c) + committed(c));
      case CONFIRM ->
          hold + " was confirmed" + order + ": " + at(changes, Words::committed) + " committed";
      case RELEASE -> hold + " was released and gave back " + at(changes, c -> -held(c));
      case EXPIRE -> hold + " expired and gave back " + at(changes, c -> -held(c));
      case SHIP, SHIP_INTENT -> hold + order + " shipped " + at(changes, c -> -onHand(c));
      case CANCEL ->
          hold + order + " gave back " + at(changes, c -> -committed(c)) + " by cancellation";
      case SETTLE ->
          hold + ", decided at its home" + order + ": " + settled(held, committed, onHand);
    };
  }

  private static String counted(List<Change> changes) {
    return changes.stream()
        .map(
            c ->
                "counted "
                    + c.after().onHand()
                    + " at "
                    + c.location()
                    + (onHand(c) == 0 ? ", as before" : ", was " + c.before().onHand()))
        .collect(Collectors.joining("; "));
  }

  private static String adjusted(List<Change> changes) {
    return changes.stream()
        .map(
            c ->
                "adjusted by %+d to %d at %s"
                    .formatted(onHand(c), c.after().onHand(), c.location()))
        .collect(Collectors.joining("; "));
  }

  /** Units in all, and where they stood. */
  private static String at(List<Change> changes, ToLongFunction<Change> units) {
    String places =
        changes.size() == 1
            ? changes.getFirst().location()
            : changes.stream()
                .map(c -> units.applyAsLong(c) + " " + c.location())
                .collect(Collectors.joining(", "));
    return sum(changes, units) + " (" + places + ")";
  }

  private static String settled(long held, long committed, long onHand) {
    if (onHand < 0) {
      return -onHand + " shipped";
    }
    if (onHand > 0) {
      return onHand + " taken back from a shipment that came to nothing";
    }
    if (held < 0 && committed > 0) {
      return committed + " committed";
    }
    return -(held + committed) + " given back";
  }

  private static long sum(List<Change> changes, ToLongFunction<Change> units) {
    return changes.stream().mapToLong(units).sum();
  }

  private static long held(Change change) {
    return change.after().held() - change.before().held();
  }

  private static long committed(Change change) {
    return change.after().committed() - change.before().committed();
  }

  private static long onHand(Change change) {
    return change.after().onHand() - change.before().onHand();
  }
}
