package dev.holdfast.simulation;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Answer.Refused;
import dev.holdfast.engine.Backing;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldLine;
import dev.holdfast.engine.HoldState;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Holds each answer against what was answered before it was asked for. */
final class Judge {
  private final World world;
  private final List<Customer> customers;
  private final List<Supply> supplies;
  final Refusals refusals;
  long grants;
  long refused;

  Judge(World world, List<Customer> customers, List<Supply> supplies) {
    this.world = world;
    this.customers = customers;
    this.supplies = supplies;
    this.refusals = new Refusals(world, customers, supplies);
  }

  static boolean isRetryable(Refused<?> refused) {
    return switch (refused.reason().kind()) {
      case UNAVAILABLE, RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED -> true;
      case NOT_FOUND, FAILED_PRECONDITION, ALREADY_EXISTS, ABORTED, INVALID_ARGUMENT -> false;
    };
  }

  boolean isPartDone(Clients.Request request) {
    String id = partId(request.command);
    return id != null && request.customer.doneParts.containsKey(id);
  }

  private static @Nullable String partId(HoldCommand command) {
    return switch (command) {
      case HoldCommand.Ship ship -> "s" + ship.shipmentId();
      case HoldCommand.Cancel cancel -> "c" + cancel.cancellationId();
      case HoldCommand.Create c -> null;
      case HoldCommand.Confirm c -> null;
      case HoldCommand.Release c -> null;
      case HoldCommand.Extend c -> null;
      case HoldCommand.Get c -> null;
    };
  }

  /** An answer leaves: what it shows must be where it was promised to be. */
  void left(Answer<Hold> answer) {
    if (answer instanceof Answer.Done<Hold>(Hold hold)) {
      world.chronicle.answered(hold.revision(), hold.ack() == AckLevel.SYNCED);
    }
  }

  /** Whether the caller is done; Broken if the answer cannot be true. */
  boolean isDefinite(Clients.Sending sending, Answer<Hold> answer, Stand stand) {
    Customer customer = sending.request().customer;
    try {
      switch (answer) {
        case Answer.Done<Hold>(Hold hold) -> {
          granted(sending, hold);
          customer.learn(hold, stand, world.schedule.now());
          String part = partId(sending.request().command);
          if (part != null) {
            customer.doneParts.put(part, stand);
          }
          sold(hold);
          return true;
        }
        case Refused<Hold> r -> {
          if (isRetryable(r)) {
            return false;
          }
          refused(sending, r);
          return true;
        }
      }
    } catch (Broken broken) {
      throw new Broken(
          broken.getMessage()
              + "\n  asked:    "
              + sending.request().command
              + "\n  known:    "
              + sending.known()
              + "\n  answered: "
              + answer,
          broken);
    }
  }

  private static void require(boolean met, String what) {
    if (!met) {
      throw new Broken(what);
    }
  }

  private void granted(Clients.Sending sending, Hold hold) {
    grants++;
    HoldCommand command = sending.request().command;
    Customer customer = sending.request().customer;
    require(!sending.request().impostor, "I4: another request under a known identity was granted");
    require(
        hold.holdId().equals(customer.create.holdId())
            && hold.home() == customer.name.home()
            && hold.pool().equals(customer.create.pool()),
        "I4: the answer is about another hold");
    lines(customer.create, hold);
    times(sending, hold);
    require(
        command.ack() != AckLevel.SYNCED || hold.ack() == AckLevel.SYNCED,
        "I2: SYNCED was asked for");
    switch (command) {
      case HoldCommand.Confirm confirm ->
          require(
              hold.state() == HoldState.CONFIRMED && hold.orderId().equals(confirm.orderId()),
              "I3: confirmed, but it is not, or for another order");
      case HoldCommand.Release r ->
          require(hold.state() == HoldState.RELEASED, "I3: released, but it is not");
      case HoldCommand.Extend e ->
          require(hold.state() == HoldState.HELD, "I3: extended, but not held");
      case HoldCommand.Ship s ->
          require(hold.state() == HoldState.CONFIRMED, "I3: shipped, but not confirmed");
      case HoldCommand.Cancel c ->
          require(hold.state() == HoldState.CONFIRMED, "I3: cancelled, but not confirmed");
      case HoldCommand.Create c -> {}
      case HoldCommand.Get g -> {}
    }
    Hold known = sending.known();
    if (known != null) {
      follows(customer, known, hold, command instanceof HoldCommand.Create);
    } else {
      require(
          hold.state() != HoldState.RELEASED || customer.releaseAsked, "I3: nobody released it");
    }
  }

  private static void lines(HoldCommand.Create create, Hold hold) {
    require(hold.lines().size() == create.lines().size(), "I2: lines are missing");
    for (int i = 0; i < hold.lines().size(); i++) {
      HoldLine line = hold.lines().get(i);
      HoldCommand.Line asked = create.lines().get(i);
      long backed = line.backings().stream().mapToLong(Backing::quantity).sum();
      require(
          line.sku().equals(asked.sku())
              && line.requested() == asked.quantity()
              && line.location().equals(asked.location()),
          "I4: line " + i + " is another one");
      require(
          create.allowPartial()
              ? line.quantity() <= line.requested()
              : line.quantity() == line.requested(),
          "a basket is whole or absent: line " + i);
      require(backed == line.quantity(), "line " + i + " is not backed");
      require(line.shipped() + line.cancelled() <= line.quantity(), "line " + i + " left twice");
      require(
          line.location().isEmpty()
              || line.backings().stream().allMatch(b -> b.location().equals(line.location())),
          "line " + i + " is not at its pin");
    }
  }

  private void times(Clients.Sending sending, Hold hold) {
    if (hold.state() == HoldState.EXPIRED) {
      require(hold.expireMillis() <= world.time.latest(), "I5: expired before its time");
    }
    // A repeated create shows the end that the grant had.
    boolean repeated = sending.request().command instanceof HoldCommand.Create;
    if (hold.state() == HoldState.HELD && !repeated) {
      require(hold.expireMillis() > sending.earliestMillis(), "I5: outlived its time");
    }
  }

  /** I2, I3: what was answered stands. */
  private static void follows(Customer customer, Hold known, Hold hold, boolean repeated) {
    boolean stays =
        switch (known.state()) {
          case CONFIRMED -> hold.state() == HoldState.CONFIRMED;
          case RELEASED -> hold.state() == HoldState.RELEASED;
          case EXPIRED ->
              hold.state() == HoldState.EXPIRED
                  || (hold.state() == HoldState.CONFIRMED && customer.reacquireAsked);
          case HELD ->
              switch (hold.state()) {
                case HELD, EXPIRED -> true;
                case CONFIRMED -> customer.confirmAsked;
                case RELEASED -> customer.releaseAsked;
              };
        };
    require(stays, "I3: from " + known.state() + " to " + hold.state());
    require(hold.createMillis() == known.createMillis(), "I2: its create time changed");
    require(repeated || hold.expireMillis() >= known.expireMillis(), "I2: its end came nearer");
    boolean anew = customer.reacquireAsked && known.state() != HoldState.CONFIRMED;
    require(anew || units(known).equals(units(hold)), "I2: its lines changed");
    require(Customer.gone(hold) >= Customer.gone(known), "I2: shipped or cancelled units are back");
    require(
        known.state() != HoldState.CONFIRMED || known.orderId().equals(hold.orderId()),
        "I2: its order changed");
  }

  private static List<Object> units(Hold hold) {
    List<Object> units = new ArrayList<>();
    for (HoldLine line : hold.lines()) {
      units.add(line.quantity());
      units.add(line.backings());
    }
    return units;
  }

  private void refused(Clients.Sending sending, Refused<Hold> r) {
    refused++;
    Customer customer = sending.request().customer;
    Hold known = sending.known();
    HoldCommand command = sending.request().command;
    if (known == null) {
      if (command instanceof HoldCommand.Create create && !sending.request().impostor) {
        refusals.add(create, r, sending.sentNanos());
      }
      return;
    }
    require(!sending.partDone(), "I4: what was done is refused when asked again");
    HoldState state = known.state();
    boolean due = known.expireMillis() <= world.time.latest();
    boolean mayBe =
        switch (command) {
          // A pool that was deleted and created again is another pool.
          case HoldCommand.Create c ->
              (sending.request().impostor || c.pool().equals(Places.CHANGING_POOL))
                  && r.reason() == Reason.HOLD_ID_REUSED;
          case HoldCommand.Get g -> false;
          case HoldCommand.Confirm confirm ->
              r.reason() == Reason.HOLD_ALREADY_CONFIRMED
                  ? !known.orderId().equals(confirm.orderId()) && customer.confirmAsked
                  : ended(r, customer, state, due);
          case HoldCommand.Release c -> ended(r, customer, state, due);
          case HoldCommand.Extend c -> ended(r, customer, state, due);
          case HoldCommand.Ship s -> partRefused(r, customer, state, due);
          case HoldCommand.Cancel c -> partRefused(r, customer, state, due);
        };
    require(mayBe, "I2: the hold is known, and this cannot be");
  }

  private static boolean ended(Refused<Hold> r, Customer customer, HoldState state, boolean due) {
    return switch (r.reason()) {
      case HOLD_RELEASED -> customer.releaseAsked && state != HoldState.CONFIRMED;
      case HOLD_EXPIRED -> due && (state == HoldState.HELD || state == HoldState.EXPIRED);
      case HOLD_ALREADY_CONFIRMED -> customer.confirmAsked && state != HoldState.RELEASED;
      default -> false;
    };
  }

  private static boolean partRefused(
      Refused<Hold> r, Customer customer, HoldState state, boolean due) {
    return switch (r.reason()) {
      case HOLD_NOT_CONFIRMED -> state == HoldState.HELD;
      case INSUFFICIENT_STOCK -> state == HoldState.CONFIRMED || customer.confirmAsked;
      default -> ended(r, customer, state, due);
    };
  }

  /** I1: more than there ever was cannot be promised. */
  private void sold(Hold latest) {
    for (Supply supply : supplies) {
      if (supply.kind == Supply.Kind.COUNTED || Customer.units(latest, supply.sku) == 0) {
        continue;
      }
      long sold = customers.stream().mapToLong(c -> certain(c, supply.sku)).sum();
      require(
          sold <= supply.most(),
          "I1: " + sold + " units of " + supply.sku + " are promised, of " + supply.most());
    }
  }

  private long certain(Customer customer, String sku) {
    Hold known = customer.known();
    boolean stands =
        known != null
            && !customer.cancelAsked
            && (known.state() == HoldState.CONFIRMED
                || (known.state() == HoldState.HELD
                    && !customer.releaseAsked
                    && known.expireMillis() > world.time.latest()));
    return stands ? Customer.units(Objects.requireNonNull(known), sku) : 0;
  }

  /** I1 at one position. */
  void position(Supply supply, Position position) {
    if (supply.kind == Supply.Kind.STEADY) {
      require(
          position.held() + position.committed() <= position.onHand(),
          "I1: more is reserved than there is: " + position);
    }
  }
}
