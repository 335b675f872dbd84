package dev.holdfast.simulation;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldLine;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.HoldState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One hold's identity: what was asked of it, and what was answered. */
final class Customer {

  /** An answer, and what it rests on. */
  private record Fact(Hold hold, Stand stand) {}

  static final Comparator<Hold> BY_PROGRESS =
      Comparator.<Hold>comparingInt(hold -> progress(hold.state()))
          .thenComparingLong(Customer::gone)
          .thenComparingLong(Hold::expireMillis);

  final HoldCommand.Create create;
  final HoldName name;
  final long since;
  final Map<String, HoldCommand> parts = new HashMap<>();
  final Map<String, Stand> doneParts = new HashMap<>();
  boolean confirmAsked;
  boolean reacquireAsked;
  boolean releaseAsked;
  boolean cancelAsked;
  boolean lostSomething;
  long endedNanos = Long.MAX_VALUE;
  boolean everGranted;
  private final List<Fact> facts = new ArrayList<>();
  private @Nullable Hold known;

  Customer(HoldCommand.Create create, HoldName name, long since) {
    this.create = create;
    this.name = name;
    this.since = since;
  }

  private static int progress(HoldState state) {
    return switch (state) {
      case HELD -> 0;
      case EXPIRED -> 1;
      case RELEASED, CONFIRMED -> 2;
    };
  }

  static long gone(Hold hold) {
    return hold.lines().stream().mapToLong(line -> line.shipped() + line.cancelled()).sum();
  }

  static long units(Hold hold, String sku) {
    return hold.lines().stream()
        .filter(line -> line.sku().equals(sku))
        .mapToLong(HoldLine::quantity)
        .sum();
  }

  /** The latest that was answered, or null: nothing that still counts. */
  @Nullable Hold known() {
    return known;
  }

  void learn(Hold hold, Stand stand, long nanos) {
    facts.add(new Fact(hold, stand));
    if (known == null || BY_PROGRESS.compare(hold, known) > 0) {
      known = hold;
    }
    everGranted = true;
    if ((hold.state() == HoldState.RELEASED || hold.state() == HoldState.EXPIRED)
        && endedNanos == Long.MAX_VALUE) {
      endedNanos = nanos;
    }
  }

  /**
   * A member lost power, and kept so many writes: what stood on its disk alone may be gone, unless
   * it was promised to be on disk.
   */
  void forget(int member, long kept) {
    lostSomething |=
        facts.removeIf(
            fact -> fact.stand.isLost(member, kept) && fact.hold.ack() != AckLevel.SYNCED);
    known = facts.stream().map(Fact::hold).max(BY_PROGRESS).orElse(null);
    doneParts.values().removeIf(stand -> stand.isLost(member, kept));
  }
}
