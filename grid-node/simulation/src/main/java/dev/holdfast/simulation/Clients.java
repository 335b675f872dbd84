package dev.holdfast.simulation;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.StockGrid;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The callers. Each sends its request again, with the same identity, until it has a definite
 * answer; also while the first one is under way, and after the member died.
 */
final class Clients {
  private static final long LONGEST_WAIT = 60 * Schedule.SECOND;

  /** What a caller wants. */
  static final class Request {
    final Customer customer;
    final HoldCommand command;
    final boolean impostor;
    boolean done;

    Request(Customer customer, HoldCommand command, boolean impostor) {
      this.customer = customer;
      this.command = command;
      this.impostor = impostor;
    }
  }

  /** One sending of it, and what was known then. */
  record Sending(
      Request request,
      long sentNanos,
      long earliestMillis,
      @Nullable Hold known,
      boolean partDone) {}

  private final World world;
  private final Member member;
  private final Judge judge;
  private final List<Supply> supplies;
  private final List<Request> requests = new ArrayList<>();
  private final Set<Sending> underWay = new LinkedHashSet<>();
  private int powerLosses;

  Clients(World world, Member member, Judge judge, List<Supply> supplies) {
    this.world = world;
    this.member = member;
    this.judge = judge;
    this.supplies = supplies;
  }

  void ask(List<Request> several) {
    requests.addAll(several);
    send(several);
  }

  /** The member died; nobody knows what became of the calls that were under way. */
  void cutOff() {
    underWay.clear();
  }

  /** Sends again what is not answered. */
  void resume() {
    requests.removeIf(request -> request.done);
    send(requests);
    supplies.forEach(supply -> supply.changes.forEach(change -> send(supply, change)));
  }

  /** What was not on disk may be gone; answers on their way are lost. */
  void powerLost(long written) {
    powerLosses++;
    for (Supply supply : supplies) {
      for (Supply.Change change : supply.changes) {
        change.done &= change.written <= written;
      }
    }
  }

  boolean allAnswered() {
    return requests.stream().allMatch(request -> request.done)
        && supplies.stream().allMatch(s -> s.changes.stream().allMatch(change -> change.done));
  }

  String waiting() {
    List<String> waiting = new ArrayList<>();
    requests.stream().filter(r -> !r.done).forEach(r -> waiting.add(r.command.toString()));
    return String.join("\n    ", waiting);
  }

  /** I10: no call hangs. */
  void checkWaiting() {
    for (Sending sending : underWay) {
      if (world.schedule.now() - sending.sentNanos > LONGEST_WAIT) {
        throw new Broken("I10: no answer within 60 s to " + sending.request.command);
      }
    }
  }

  private void send(List<Request> all) {
    StockGrid grid = member.grid();
    // An impostor is refused only while the hold that it imitates is known.
    all.forEach(r -> r.done |= r.impostor && r.customer.known() == null);
    List<Request> several = all.stream().filter(r -> !r.done).toList();
    if (grid == null || several.isEmpty()) {
      return;
    }
    long deadline =
        world.draw.chance(5)
            ? world.clock.nanos() + world.draw.between(0, 3 * Schedule.MILLI)
            : StockGrid.NO_DEADLINE;
    List<Sending> sendings = several.stream().map(this::sending).toList();
    underWay.addAll(sendings);
    List<StockGrid.TimedCommand> commands =
        several.stream().map(r -> new StockGrid.TimedCommand(r.command, deadline)).toList();
    List<CompletionStage<Answer<Hold>>> answers = grid.holds(commands);
    for (int i = 0; i < answers.size(); i++) {
      Sending sending = sendings.get(i);
      deliver(
          answers.get(i),
          answer -> {
            underWay.remove(sending);
            return world.disk.written();
          },
          delivered -> arrived(sending, delivered));
    }
  }

  private Sending sending(Request request) {
    Customer customer = request.customer;
    return new Sending(
        request,
        world.schedule.now(),
        world.clock.earliestShardMillis(),
        customer.known(),
        judge.isPartDone(request));
  }

  /** How much of the log an answer rests on when it leaves. */
  private interface Noticed<T> {
    long left(T answer);
  }

  /** Brings an answer to its caller, unless the power fails on its way. */
  private <T> void deliver(
      CompletionStage<T> stage, Noticed<T> noticed, Consumer<Delivered<T>> arrived) {
    stage.thenAccept(
        answer -> {
          long written = noticed.left(answer);
          int losses = powerLosses;
          world.schedule.outside(
              world.draw.between(0, 3 * Schedule.MILLI),
              () -> {
                if (losses == powerLosses) {
                  arrived.accept(new Delivered<>(answer, written));
                }
              });
        });
  }

  private record Delivered<T>(T answer, long written) {}

  private void arrived(Sending sending, Delivered<Answer<Hold>> delivered) {
    Request request = sending.request;
    if (judge.isDefinite(sending, delivered.answer, delivered.written)) {
      request.done = true;
    } else if (!request.done) {
      world.schedule.outside(
          world.draw.between(10, 400) * Schedule.MILLI,
          () -> {
            if (!request.done) {
              send(List.of(request));
            }
          });
    }
  }

  void change(Supply supply, Supply.Change change) {
    supply.changes.add(change);
    send(supply, change);
  }

  private void send(Supply supply, Supply.Change change) {
    StockGrid grid = member.grid();
    if (grid == null || change.done) {
      return;
    }
    deliver(
        grid.stock(List.of(change.command), StockGrid.NO_DEADLINE),
        answers -> world.disk.written(),
        delivered -> changed(supply, change, delivered));
  }

  private void changed(
      Supply supply, Supply.Change change, Delivered<List<Answer<Position>>> delivered) {
    switch (delivered.answer.getFirst()) {
      case Answer.Done<Position>(Position position) -> {
        judge.position(supply, position);
        change.done = true;
        change.applied = true;
        change.written = delivered.written;
      }
      case Answer.Refused<Position> refused -> {
        if (Judge.isRetryable(refused)) {
          world.schedule.outside(100 * Schedule.MILLI, () -> send(supply, change));
        } else {
          change.done = true;
          change.applied = false;
          change.written = delivered.written;
        }
      }
    }
  }
}
