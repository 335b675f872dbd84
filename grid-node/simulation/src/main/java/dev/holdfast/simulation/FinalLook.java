package dev.holdfast.simulation;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.AuditFinding;
import dev.holdfast.engine.Availability;
import dev.holdfast.engine.Backing;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldLine;
import dev.holdfast.engine.HoldState;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.StockGrid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * What must hold when all calls are answered and the intents had time to follow their homes: every
 * unit is where the clients' answers put it.
 */
final class FinalLook {
  private final StockGrid grid;
  private final Load load;
  private final World world;
  private final Map<String, Long> held = new HashMap<>();
  private final Map<String, Long> committed = new HashMap<>();
  private final Map<String, Long> shipped = new HashMap<>();

  FinalLook(StockGrid grid, Load load, World world) {
    this.grid = grid;
    this.load = load;
    this.world = world;
  }

  private record Seen(Customer customer, CompletionStage<Answer<Hold>> answer) {}

  /** Asks; the answers are judged by {@link Looked#judge}, once they are there. */
  Looked look(long nanos) {
    List<Seen> seen = new ArrayList<>();
    for (Customer customer : load.customers) {
      HoldCommand.Get get = new HoldCommand.Get(customer.name);
      seen.add(new Seen(customer, grid.hold(get, StockGrid.NO_DEADLINE)));
    }
    List<String> skus = load.supplies.stream().map(supply -> supply.sku).toList();
    CompletionStage<Answer<List<Availability>>> stock =
        grid.availability(Places.EVERY_POOL, skus, true, StockGrid.NO_DEADLINE);
    List<AuditFinding> findings = new ArrayList<>();
    List<CompletionStage<Answer<Boolean>>> audits = new ArrayList<>();
    for (Member member : world.members) {
      StockGrid door = member.grid();
      if (door != null) {
        audits.add(door.audit(false, findings::add));
      }
    }
    return () -> {
      seen.forEach(one -> hold(one.customer, now(one.answer), nanos));
      if (!(now(stock) instanceof Answer.Done<List<Availability>>(List<Availability> items))) {
        throw new Broken("availability is refused: " + now(stock));
      }
      // Then an intent may be lost whose home is not.
      if (!world.chronicle.isLossy()) {
        items.forEach(this::sku);
      }
      audits.forEach(FinalLook::now);
      findings.stream()
          .filter(finding -> !finding.passed())
          .forEach(
              finding -> {
                throw new Broken("audit: " + finding);
              });
      if (findings.isEmpty()) {
        throw new Broken("audit: nothing was checked");
      }
    };
  }

  /** Answers to come. */
  interface Looked {
    void judge();
  }

  private static <T> T now(CompletionStage<T> stage) {
    if (!stage.toCompletableFuture().isDone()) {
      throw new Broken("I10: a look is not answered");
    }
    return stage.toCompletableFuture().join();
  }

  private void hold(Customer customer, Answer<Hold> answer, long nanos) {
    Hold known = customer.known();
    switch (answer) {
      case Answer.Done<Hold>(Hold hold) -> {
        boolean answered = known != null || customer.lostSomething;
        if (!answered) {
          throw new Broken("I9: refused, but there is " + hold);
        }
        if (known != null && Customer.BY_PROGRESS.compare(known, hold) > 0) {
          throw new Broken("I2: " + known + "\n  became " + hold);
        }
        customer.learn(hold, world.stand(customer.create), nanos);
        add(hold);
      }
      case Answer.Refused<Hold> refused -> {
        if (known != null || refused.reason() != Reason.HOLD_NOT_FOUND) {
          throw new Broken("I2: " + known + "\n  is " + refused);
        }
      }
    }
  }

  private void add(Hold hold) {
    for (HoldLine line : hold.lines()) {
      if (hold.state() == HoldState.HELD) {
        for (Backing backing : line.backings()) {
          held.merge(line.sku() + "@" + backing.location(), backing.quantity(), Long::sum);
        }
      } else if (hold.state() == HoldState.CONFIRMED) {
        long left = line.quantity() - line.shipped() - line.cancelled();
        committed.merge(line.sku(), left, Long::sum);
        shipped.merge(line.sku(), line.shipped(), Long::sum);
      }
    }
  }

  private void sku(Availability item) {
    String sku = item.sku();
    long onHand = 0;
    long reserved = 0;
    for (Position position : item.positions()) {
      String at = sku + "@" + position.location();
      equal("units held of " + at, held.getOrDefault(at, 0L), position.held());
      onHand += position.onHand();
      reserved += position.committed();
    }
    equal("units committed of " + sku, committed.getOrDefault(sku, 0L), reserved);
    for (Supply supply : load.supplies) {
      if (supply.sku.equals(sku) && supply.kind != Supply.Kind.COUNTED) {
        long left = supply.sum() - shipped.getOrDefault(sku, 0L);
        equal("units on hand of " + sku, left, onHand);
      }
    }
  }

  private static void equal(String what, long expected, long found) {
    if (expected != found) {
      throw new Broken(
          "units are not conserved: by the clients' answers there are "
              + expected
              + " "
              + what
              + ", the grid has "
              + found);
    }
  }
}
