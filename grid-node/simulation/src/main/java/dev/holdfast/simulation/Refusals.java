package dev.holdfast.simulation;

import dev.holdfast.engine.Answer.Refused;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rule 14: who was refused for want of stock was refused for holds that were granted, not for
 * baskets that came to nothing. Judged when all is answered.
 */
final class Refusals {
  private static final long SETTLED = 5 * Schedule.SECOND;

  private record Refusal(HoldCommand.Create create, long from, long to) {}

  private final World world;
  private final List<Customer> customers;
  private final Map<String, Supply> supplies = new HashMap<>();
  private final List<Refusal> refusals = new ArrayList<>();

  Refusals(World world, List<Customer> customers, List<Supply> supplies) {
    this.world = world;
    this.customers = customers;
    supplies.forEach(supply -> this.supplies.put(supply.sku, supply));
  }

  /** Of the pool whose locations never change, and of stock that nobody counts. */
  void add(HoldCommand.Create create, Refused<Hold> refused, long sentNanos) {
    boolean judged =
        refused.reason() == Reason.INSUFFICIENT_STOCK
            && create.pool().equals(Places.STABLE_POOL)
            && !create.allowPartial()
            && create.lines().stream().allMatch(this::isJudged);
    if (judged) {
      refusals.add(new Refusal(create, sentNanos, world.schedule.now()));
    }
  }

  private boolean isJudged(HoldCommand.Line line) {
    Supply supply = supplies.get(line.sku());
    return line.location().isEmpty() && supply != null && supply.kind != Supply.Kind.COUNTED;
  }

  /** What stood in the way may be gone with the power. */
  void forget() {
    refusals.clear();
  }

  void check() {
    for (Refusal refusal : refusals) {
      Map<String, Long> wanted = new HashMap<>();
      refusal.create.lines().forEach(l -> wanted.merge(l.sku(), l.quantity(), Long::sum));
      boolean room =
          wanted.entrySet().stream()
              .allMatch(
                  want -> {
                    long taken =
                        customers.stream().mapToLong(c -> taken(c, refusal, want.getKey())).sum();
                    Supply supply = supplies.get(want.getKey());
                    return supply != null && supply.least() - taken >= want.getValue();
                  });
      if (room) {
        throw new Broken(
            "rule 14: refused though no granted hold was in the way: "
                + refusal.create
                + " sent at "
                + refusal.from / Schedule.MILLI
                + " ms, refused at "
                + refusal.to / Schedule.MILLI
                + " ms");
      }
    }
  }

  private long taken(Customer customer, Refusal refusal, String sku) {
    if (!customer.everGranted || customer.since > refusal.to) {
      return 0;
    }
    // With members that are cut off, what a home decided may wait for its line shards.
    boolean over =
        world.isAlone()
            && !customer.reacquireAsked
            && !customer.lostSomething
            && customer.endedNanos != Long.MAX_VALUE
            && customer.endedNanos + SETTLED < refusal.from;
    return over
        ? 0
        : customer.create.lines().stream()
            .filter(line -> line.sku().equals(sku))
            .mapToLong(HoldCommand.Line::quantity)
            .sum();
  }
}
