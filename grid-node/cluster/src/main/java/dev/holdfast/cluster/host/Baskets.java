package dev.holdfast.cluster.host;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Answer.Done;
import dev.holdfast.engine.Answer.Refused;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldLine;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.catalogue.Catalogue;
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

/**
 * Leads the holds whose home is one shard, in its lane. What a single decision answers goes
 * straight to the shard; what touches other shards too becomes a {@link BasketGrant} or a {@link
 * BasketShipment}, one at a time for each hold.
 */
public final class Baskets {
  /** Shipments and cancellations of one hold take turns: more than these wait for nothing good. */
  private static final int WAITING_FOR_A_HOLD = 256;

  private final ShardHost home;
  final Peers peers;
  final ShardMap shards;
  final Settler settler;
  private final Map<HoldKey, ArrayDeque<Runnable>> leading = new HashMap<>();

  /** Calls that lead or wait to lead. */
  private int underWay;

  public Baskets(ShardHost home, Peers peers, ShardMap shards, Settler settler) {
    this.home = home;
    this.peers = peers;
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
        done ->
            BasketGrant.ofCreate(this, create, pool, lines)
                .start(deadlineNanos, finish(done, reply)));
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
              done ->
                  BasketGrant.ofReacquire(this, key, confirm, hold, pool, lines)
                      .start(deadlineNanos, finish(done, reply)));
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
        done ->
            send(
                commands -> commands.ship(ship),
                deadlineNanos,
                reader -> {
                  if (reader.type() == OutcomeType.PARTS) {
                    Patience patience = Patience.of(deadlineNanos, nanos());
                    new BasketShipment(this, key, ship, reader.attempt(), reader.wishes(), patience)
                        .start(finish(done, reply));
                  } else {
                    finish(done, reply).accept(PartAnswer.of(reader, ship.lines()));
                  }
                },
                finish(done, reply)));
  }

  /** Cancels, after a shipment that is under way. Any thread. */
  public void cancel(HoldCommand.Cancel cancel, long deadlineNanos, HoldReply reply) {
    HoldKey key = HoldKey.of(cancel.name().holdId());
    lead(
        key,
        reply,
        done ->
            send(
                commands -> commands.cancel(cancel),
                deadlineNanos,
                reader -> finish(done, reply).accept(PartAnswer.of(reader, cancel.lines())),
                finish(done, reply)));
  }

  private static HoldReply finish(Runnable done, HoldReply reply) {
    return answer -> {
      done.run();
      reply.accept(answer);
    };
  }

  /** Sends a command to the home; the outcome is read in its lane. */
  void send(
      java.util.function.Consumer<dev.holdfast.engine.shard.Commands> command,
      long deadlineNanos,
      java.util.function.Consumer<OutcomeReader> then,
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
  void decide(
      java.util.function.Consumer<dev.holdfast.engine.shard.Commands> command,
      java.util.function.Consumer<OutcomeReader> then,
      HoldReply refused) {
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

  /** Sends a command to a line shard; the outcome is read in the home's lane. */
  void ask(
      int shard,
      java.util.function.Consumer<dev.holdfast.engine.shard.Commands> command,
      Patience patience,
      java.util.function.Consumer<Answer<OutcomeReader>> then) {
    peers.send(
        shard,
        Call.internal(
            command,
            patience.untilNanos(),
            outcome -> {
              Answer<OutcomeReader> kept = outcome.map(OutcomeReader::detached);
              home.execute(() -> then.accept(kept));
            }));
  }

  void inLane(Runnable step) {
    home.execute(step);
  }

  /** Runs a step in the home's lane as soon as no other leads this hold. */
  private void lead(HoldKey key, HoldReply refused, java.util.function.Consumer<Runnable> step) {
    if (home.isFull()) {
      refused.accept(home.overloaded());
      return;
    }
    home.execute(
        () -> {
          Runnable start = () -> step.accept(() -> home.execute(() -> next(key)));
          ArrayDeque<Runnable> waiting = leading.get(key);
          if (underWay >= home.mostWaiting()) {
            refused.accept(home.overloaded());
            return;
          }
          if (waiting != null && waiting.size() >= WAITING_FOR_A_HOLD) {
            refused.accept(
                Answer.retryLater(
                    Reason.OVERLOADED,
                    "the hold has " + WAITING_FOR_A_HOLD + " calls waiting",
                    50));
            return;
          }
          underWay++;
          if (waiting == null) {
            leading.put(key, new ArrayDeque<>());
            start.run();
          } else {
            waiting.add(start);
          }
        });
  }

  private void next(HoldKey key) {
    underWay--;
    Runnable start = leading.getOrDefault(key, new ArrayDeque<>()).poll();
    if (start == null) {
      leading.remove(key);
    } else {
      start.run();
    }
  }
}
