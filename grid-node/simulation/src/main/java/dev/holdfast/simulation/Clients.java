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

  /** One sending of it, through whom, and what was known then. */
  record Sending(
      Request request,
      Member through,
      long sentNanos,
      long earliestMillis,
      @Nullable Hold known,
      boolean partDone) {}

  /** After how long a caller of several members tries another one. */
  private static final long PATIENCE = 3 * Schedule.SECOND;

  private final World world;
  private final Judge judge;
  private final List<Supply> supplies;
  private final List<Request> requests = new ArrayList<>();
  private final Set<Sending> underWay = new LinkedHashSet<>();

  /** By member: answers that were on their way when it lost power never arrive. */
  private final int[] powerLosses;

  Clients(World world, Judge judge, List<Supply> supplies) {
    this.world = world;
    this.judge = judge;
    this.supplies = supplies;
    this.powerLosses = new int[world.members.size()];
  }

  void ask(List<Request> several) {
    requests.addAll(several);
    send(several);
  }

  /** The member died; nobody knows what became of the calls that were under way. */
  void cutOff(Member member) {
    underWay.removeIf(sending -> sending.through == member);
    if (!world.isAlone()) {
      world.schedule.outside(world.draw.between(10, 400) * Schedule.MILLI, this::resume);
    }
  }

  /** Sends again what is not answered. */
  void resume() {
    requests.removeIf(request -> request.done);
    send(requests);
    supplies.forEach(supply -> supply.changes.forEach(change -> send(supply, change)));
  }

  /** What was not on disk may be gone; answers on their way are lost. */
  void powerLost(Member member, long kept) {
    powerLosses[member.number]++;
    for (Supply supply : supplies) {
      for (Supply.Change change : supply.changes) {
        boolean lost = change.stand != null && change.stand.isLost(member.number, kept);
        change.done &= !lost;
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
      if (world.isAlone() && world.schedule.now() - sending.sentNanos > LONGEST_WAIT) {
        throw new Broken("I10: no answer within 60 s to " + sending.request.command);
      }
    }
  }

  /** Calls a member, if one serves. */
  void anyDoor(Consumer<StockGrid> call) {
    Member member = door();
    StockGrid grid = member == null ? null : member.grid();
    if (grid != null) {
      call.accept(grid);
    }
  }

  private @Nullable Member door() {
    List<Member> doors = world.members.stream().filter(m -> m.grid() != null).toList();
    return doors.size() < 2 ? doors.isEmpty() ? null : doors.getFirst() : world.draw.oneOf(doors);
  }

  private void send(List<Request> all) {
    Member member = door();
    StockGrid grid = member == null ? null : member.grid();
    // An impostor is refused only while the hold that it imitates is known.
    all.forEach(r -> r.done |= r.impostor && r.customer.known() == null);
    List<Request> several = all.stream().filter(r -> !r.done).toList();
    if (member == null || grid == null || several.isEmpty()) {
      return;
    }
    long deadline =
        world.draw.chance(5)
            ? member.clock.nanos() + world.draw.between(0, 3 * Schedule.MILLI)
            : world.isAlone() ? StockGrid.NO_DEADLINE : member.clock.nanos() + PATIENCE;
    List<Sending> sendings = several.stream().map(request -> sending(request, member)).toList();
    underWay.addAll(sendings);
    if (!world.isAlone()) {
      world.schedule.outside(PATIENCE + world.draw.between(0, PATIENCE), () -> repeat(sendings));
    }
    List<StockGrid.TimedCommand> commands =
        several.stream().map(r -> new StockGrid.TimedCommand(r.command, deadline)).toList();
    List<CompletionStage<Answer<Hold>>> answers = grid.holds(commands);
    for (int i = 0; i < answers.size(); i++) {
      Sending sending = sendings.get(i);
      deliver(
          answers.get(i),
          member,
          answer -> {
            underWay.remove(sending);
            judge.left(answer);
            return world.stand(sending.request.customer.create);
          },
          delivered -> arrived(sending, delivered));
    }
  }

  /** What has no answer after all that time gets none. */
  private void repeat(List<Sending> sendings) {
    List<Request> lost =
        sendings.stream()
            .filter(sending -> underWay.remove(sending) && !sending.request.done)
            .map(Sending::request)
            .toList();
    if (!lost.isEmpty()) {
      send(lost);
    }
  }

  private Sending sending(Request request, Member through) {
    Customer customer = request.customer;
    return new Sending(
        request,
        through,
        world.schedule.now(),
        world.time.earliest(),
        customer.known(),
        judge.isPartDone(request));
  }

  /** Notes what an answer rests on when it leaves. */
  private interface Noticed<T> {
    Stand left(T answer);
  }

  /** Brings an answer to its caller, unless the power fails on its way. */
  private <T> void deliver(
      CompletionStage<T> stage, Member from, Noticed<T> noticed, Consumer<Delivered<T>> arrived) {
    stage.thenAccept(
        answer -> {
          Stand stand = noticed.left(answer);
          int losses = powerLosses[from.number];
          world.schedule.outside(
              world.draw.between(0, 3 * Schedule.MILLI),
              () -> {
                if (losses == powerLosses[from.number]) {
                  arrived.accept(new Delivered<>(answer, stand));
                }
              });
        });
  }

  private record Delivered<T>(T answer, Stand stand) {}

  private void arrived(Sending sending, Delivered<Answer<Hold>> delivered) {
    Request request = sending.request;
    if (judge.isDefinite(sending, delivered.answer, delivered.stand)) {
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
    Member member = door();
    StockGrid grid = member == null ? null : member.grid();
    if (member == null || grid == null || change.done) {
      return;
    }
    long sent = ++change.sent;
    long deadline = StockGrid.NO_DEADLINE;
    if (!world.isAlone()) {
      deadline = member.clock.nanos() + PATIENCE;
      world.schedule.outside(
          PATIENCE + world.draw.between(0, PATIENCE),
          () -> {
            if (change.sent == sent) {
              send(supply, change);
            }
          });
    }
    deliver(
        grid.stock(List.of(change.command), deadline),
        member,
        answers -> {
          if (answers.getFirst() instanceof Answer.Done<Position>(Position position)) {
            world.chronicle.answered(position.revision(), false);
          }
          return world.stand(List.of(supply.sku));
        },
        delivered -> changed(supply, change, delivered));
  }

  private void changed(
      Supply supply, Supply.Change change, Delivered<List<Answer<Position>>> delivered) {
    switch (delivered.answer.getFirst()) {
      case Answer.Done<Position>(Position position) -> {
        judge.position(supply, position);
        change.done = true;
        change.applied = true;
        change.stand = delivered.stand;
      }
      case Answer.Refused<Position> refused -> {
        if (Judge.isRetryable(refused)) {
          world.schedule.outside(100 * Schedule.MILLI, () -> send(supply, change));
        } else {
          change.done = true;
          change.applied = false;
          change.stand = delivered.stand;
        }
      }
    }
  }
}
