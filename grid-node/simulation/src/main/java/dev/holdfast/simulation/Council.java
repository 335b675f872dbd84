package dev.holdfast.simulation;

import dev.holdfast.cluster.control.ControlGroup;
import dev.holdfast.cluster.control.ControlMachine;
import dev.holdfast.cluster.control.ControlState;
import dev.holdfast.cluster.control.RaftLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The control group's log as a majority has agreed on it: one order of entries, which each member
 * applies in its own time. It is on disk: no death and no power loss takes an entry.
 */
final class Council {
  static final UUID GRID = new UUID(0, 1);

  /** An entry, what was answered to it, and the state after it. */
  record Entry(byte[] command, byte[] answer, byte[] after) {}

  private final World world;
  private final ControlMachine machine = new ControlMachine();
  private final List<Entry> entries = new ArrayList<>();

  Council(World world) {
    this.world = world;
  }

  /** The first entry of all. */
  void create(int shards, Collection<UUID> voters) {
    RaftLog log =
        new RaftLog() {
          @Override
          public CompletionStage<byte[]> propose(byte[] command) {
            commit(command);
            return CompletableFuture.completedFuture(entries.getLast().answer);
          }

          @Override
          public SortedSet<UUID> members() {
            return new TreeSet<>(voters);
          }

          @Override
          public void close() {
            // It has nothing open.
          }
        };
    new ControlGroup(machine, log).create(GRID, shards, voters).toCompletableFuture().join();
  }

  /** What is ratified; members may know less. */
  ControlState state() {
    return machine.state();
  }

  int size() {
    return entries.size();
  }

  Entry entry(int number) {
    return entries.get(number);
  }

  /** Adds an entry that a majority has; all hear of it in their own time. Answers its number. */
  int commit(byte[] command) {
    ControlState before = machine.state();
    byte[] answer = machine.apply(command);
    entries.add(new Entry(command, answer, machine.snapshot()));
    world.chronicle.ratified(before, machine.state());
    world.members.forEach(Member::hearOfEntries);
    return entries.size() - 1;
  }

  /** Whether a member and those it can talk to are a majority. */
  boolean isReachableBy(Member member) {
    long together =
        world.members.stream()
            .filter(other -> other == member || world.links.areJoined(member, other))
            .filter(Member::isAlive)
            .count();
    return 2 * together > world.members.size();
  }

  /** A proposal whose proposer gave up may be committed all the same, once there is a majority. */
  void commitLater(byte[] command) {
    world.schedule.outside(
        world.draw.between(0, world.draw.chance(80) ? 2 : 60) * Schedule.SECOND,
        () -> {
          if (world.members.stream().anyMatch(m -> m.isAlive() && isReachableBy(m))) {
            commit(command);
          }
        });
  }
}
