package dev.holdfast.cluster.host;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Answer.Done;
import dev.holdfast.engine.Answer.Refused;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldLine;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.shard.Commands;
import dev.holdfast.engine.shard.Commands.PinnedLine;
import dev.holdfast.engine.shard.HoldKey;
import dev.holdfast.engine.shard.OutcomeReader;
import dev.holdfast.engine.shard.OutcomeType;
import dev.holdfast.engine.shard.ShardMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Leads the holds whose home is one shard, in its lane. What a single decision answers goes
 * straight to the shard; what touches other shards too becomes a {@link BasketGrant} or a {@link
 * BasketShipment}, one at a time for each hold.
 */
public final class Baskets {
  /** Shipments and cancellations of one hold take turns: more than these wait for nothing good. */
  private static final int WAITING_FOR_A_HOLD = 256;

  private final ShardHost home;
  final ShardMap shards;
  final Settler settler;

  /** Those that wait behind the one that leads, which is at their head. */
  private final Map<HoldKey, ArrayDeque<Led>> leading = new HashMap<>();

  /** Calls that lead or wait to lead. */
  private int underWay;

  public Baskets(ShardHost home, ShardMap shards, Settler settler) {
    this.home = home;
    this.shards = shards;
    this.settler = settler;
  }

  long nanos() {
    return home.nanos();
  }

  int number() {
    return home.number();
  }

  /** Takes a hold whose lines fall into several shards; any thread. */
  public void create(
      HoldCommand.Create create,
      int pool,
      List<PinnedLine> lines,
      long deadlineNanos,
      HoldReply reply) {
    HoldKey key = HoldKey.of(create.holdId());
    lead(
        key,
        reply,
        led -> BasketGrant.ofCreate(this, create, pool, lines).start(deadlineNanos, led));
  }

  /** Confirms; an expired basket that is to be reacquired is decided afresh. Any thread. */
  public void confirm(
      HoldCommand.Confirm confirm, Catalogue catalogue, long deadlineNanos, HoldReply reply) {
    send(
        commands -> commands.confirm(confirm),
        deadlineNanos,
        reader -> {
          if (reader.type() != OutcomeType.BASKET) {
            reply.accept(reader.hold());
            return;
          }
          if (!(reader.hold() instanceof Done<Hold>(Hold hold))) {
            throw new IllegalStateException("a basket is a hold");
          }
          HoldKey key = HoldKey.of(hold.holdId());
          int pool = catalogue.poolNames().lastIndexOf(hold.pool());
          List<PinnedLine> lines = pinned(hold, catalogue);
          lead(
              key,
              reply,
              led ->
                  BasketGrant.ofReacquire(this, key, confirm, hold, pool, lines)
                      .start(deadlineNanos, led));
        },
        reply);
  }

  private static List<PinnedLine> pinned(Hold hold, Catalogue catalogue) {
    List<PinnedLine> lines = new ArrayList<>();
    for (int i = 0; i < hold.lines().size(); i++) {
      HoldLine line = hold.lines().get(i);
      int pin =
          line.location().isEmpty() ? -1 : catalogue.locationNames().lastIndexOf(line.location());
      lines.add(
          new PinnedLine(
              i, new HoldCommand.Line(line.sku(), line.quantity(), line.location()), pin));
    }
    return lines;
  }

  /** Ships; of a basket the line shards go first. Any thread. */
  public void ship(HoldCommand.Ship ship, long deadlineNanos, HoldReply reply) {
    HoldKey key = HoldKey.of(ship.name().holdId());
    lead(
        key,
        reply,
        led ->
            send(
                commands -> commands.ship(ship),
                deadlineNanos,
                reader -> {
                  if (reader.type() == OutcomeType.PARTS) {
                    Patience patience = Patience.of(deadlineNanos, nanos());
                    new BasketShipment(this, key, ship, reader, patience).start(led);
                  } else {
                    led.accept(PartAnswer.of(reader, ship.lines()));
                  }
                },
                led));
  }

  /** Cancels, after a shipment that is under way. Any thread. */
  public void cancel(HoldCommand.Cancel cancel, long deadlineNanos, HoldReply reply) {
    HoldKey key = HoldKey.of(cancel.name().holdId());
    lead(
        key,
        reply,
        led ->
            send(
                commands -> commands.cancel(cancel),
                deadlineNanos,
                reader -> led.accept(PartAnswer.of(reader, cancel.lines())),
                led));
  }

  /** Sends a command to the home; the outcome is read in its lane. */
  void send(
      Consumer<Commands> command,
      long deadlineNanos,
      Consumer<OutcomeReader> then,
      HoldReply refused) {
    home.submit(
        Call.of(
            command,
            deadlineNanos,
            outcome -> {
              switch (outcome) {
                case Done<OutcomeReader>(OutcomeReader reader) -> then.accept(reader);
                case Refused<OutcomeReader> r -> refused.accept(of(r));
              }
            }));
  }

  /** {@link #send} of what the home must decide, however many calls wait. */
  void decide(Consumer<Commands> command, Consumer<OutcomeReader> then, HoldReply refused) {
    home.submit(
        Call.internal(
            command,
            outcome -> {
              switch (outcome) {
                case Done<OutcomeReader>(OutcomeReader reader) -> then.accept(reader);
                case Refused<OutcomeReader> r -> refused.accept(of(r));
              }
            }));
  }

  /** A refusal to decide, as the answer about a hold. */
  static Answer<Hold> of(Refused<OutcomeReader> r) {
    return new Refused<>(
        r.reason(), r.message(), r.field(), r.shortages(), r.refund(), r.retryMillis());
  }

  /**
   * Asks a line shard, more than once if need be; the first outcome is read in the home's lane,
   * unless the call that it is for has been answered meanwhile.
   */
  void ask(
      Led led,
      int shard,
      Consumer<Commands> command,
      Patience patience,
      Consumer<Answer<OutcomeReader>> then) {
    settler.ask(
        shard,
        command,
        patience,
        home::nanos,
        answer ->
            home.execute(
                () -> {
                  if (!led.isOver()) {
                    then.accept(answer);
                  }
                }));
  }

  /** Runs a step in the home's lane as soon as no other leads this hold. */
  private void lead(HoldKey key, HoldReply reply, Consumer<Led> step) {
    if (home.isFull()) {
      reply.accept(home.overloaded());
      return;
    }
    home.execute(() -> enter(new Led(key, reply, step, led -> home.execute(() -> leave(led)))));
  }

  private void enter(Led led) {
    ArrayDeque<Led> waiting = leading.get(led.key);
    if (underWay >= home.mostWaiting()) {
      led.accept(home.overloaded());
      return;
    }
    if (waiting != null && waiting.size() > WAITING_FOR_A_HOLD) {
      led.accept(
          Answer.retryLater(
              Reason.OVERLOADED, "the hold has " + WAITING_FOR_A_HOLD + " calls waiting", 50));
      return;
    }
    underWay++;
    if (waiting == null) {
      leading.put(led.key, new ArrayDeque<>(List.of(led)));
      led.start();
    } else {
      waiting.add(led);
    }
  }

  /** The one at the head is answered; one that never came in is in no queue. */
  private void leave(Led led) {
    ArrayDeque<Led> waiting = leading.get(led.key);
    if (waiting == null || waiting.peek() != led) {
      return;
    }
    underWay--;
    waiting.remove();
    Led next = waiting.peek();
    if (next == null) {
      leading.remove(led.key);
    } else {
      next.start();
    }
  }

  /**
   * Forgets all that is under way: the shard has another owner, or none. In the home's lane. What
   * was sent meanwhile is void there, or done once more by whoever retries.
   */
  public void deposed() {
    List<Led> all = leading.values().stream().flatMap(ArrayDeque::stream).toList();
    leading.clear();
    underWay = 0;
    for (Led led : all) {
      led.accept(
          Answer.retryLater(
              Reason.UNKNOWN_OUTCOME,
              "shard " + number() + " has another owner; retry with the same identity",
              50));
    }
  }
}
