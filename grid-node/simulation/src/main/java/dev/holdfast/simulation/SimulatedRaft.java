package dev.holdfast.simulation;

import dev.holdfast.cluster.control.ControlMachine;
import dev.holdfast.cluster.control.NoQuorumException;
import dev.holdfast.cluster.control.RaftLog;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A member's part of the {@link Council}: it lags, skips entries by a snapshot, applies some again
 * when it starts, and loses answers to what is committed. Alone it does none of that, and answers
 * at once while its process starts and waits for it.
 */
final class SimulatedRaft implements RaftLog {

  /** What is on disk of it: how many entries it has applied. */
  static final class Storage {
    int applied;
  }

  private final World world;
  private final Member member;
  private final Life life;
  private final ControlMachine machine;
  private final Storage storage;
  private int applied;
  private boolean starting = true;

  SimulatedRaft(World world, Member member, Life life, ControlMachine machine) {
    this.world = world;
    this.member = member;
    this.life = life;
    this.machine = machine;
    this.storage = member.control;
    int from = world.isAlone() ? world.council.size() : storage.applied;
    if (!world.isAlone() && from > 1 && world.draw.chance(30)) {
      from = world.draw.between(1, from);
    }
    if (from > 0) {
      machine.restore(world.council.entry(from - 1).after());
      applied = from;
    }
    hear();
  }

  void started() {
    starting = false;
  }

  @Override
  public CompletionStage<byte[]> propose(byte[] command) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    if (world.isAlone() && starting) {
      answer.complete(commitAlone(command));
    } else if (world.isAlone()) {
      world.schedule.inside(
          life,
          world.draw.between(0, 20) * Schedule.MILLI,
          () -> answer.complete(commitAlone(command)));
    } else {
      world.schedule.inside(
          life, world.links.controlDelay(), () -> arrived(command.clone(), answer));
    }
    return answer;
  }

  private byte[] commitAlone(byte[] command) {
    member.disk.burn();
    int number = world.council.commit(command);
    applyUpTo(number + 1);
    member.disk.burn();
    return world.council.entry(number).answer();
  }

  private void arrived(byte[] command, CompletableFuture<byte[]> answer) {
    if (!world.council.isReachableBy(member)) {
      if (world.draw.chance(30)) {
        world.council.commitLater(command);
      }
      giveUp(answer);
      return;
    }
    member.disk.burn();
    int number = world.council.commit(command);
    if (world.links.losesControlAnswer()) {
      giveUp(answer);
      return;
    }
    world.schedule.inside(
        life,
        world.links.controlDelay(),
        () -> {
          applyUpTo(number + 1);
          answer.complete(world.council.entry(number).answer());
        });
  }

  private void giveUp(CompletableFuture<byte[]> answer) {
    world.schedule.inside(
        life,
        world.draw.between(500, 5_000) * Schedule.MILLI,
        () ->
            answer.completeExceptionally(
                new NoQuorumException("no majority of the control group answered", null)));
  }

  /** There are entries that this member has not applied: it will hear of them. */
  void hear() {
    if (!world.isAlone() && applied < world.council.size()) {
      world.schedule.inside(
          life,
          world.links.controlLag(),
          () -> {
            if (world.council.isReachableBy(member)) {
              applyUpTo(world.council.size());
            }
          });
    }
  }

  private void applyUpTo(int count) {
    if (!world.isAlone() && count - applied > 1 && world.draw.chance(40)) {
      applied = count;
      machine.restore(world.council.entry(count - 1).after());
    }
    while (applied < count) {
      Council.Entry entry = world.council.entry(applied++);
      if (!Arrays.equals(machine.apply(entry.command()), entry.answer())) {
        throw new Broken("the control group's entry " + applied + " is answered in two ways");
      }
    }
    storage.applied = Math.max(storage.applied, applied);
  }

  @Override
  public SortedSet<UUID> members() {
    return new TreeSet<>(machine.state().voters());
  }

  @Override
  public void close() {
    // It has no threads and no files.
  }
}
