package dev.holdfast.simulation;

import dev.holdfast.cluster.control.ControlMachine;
import dev.holdfast.cluster.control.RaftLog;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A control group of one: what it applied is on disk before it answers. While the process starts
 * and waits for it, it answers at once.
 */
final class SimulatedRaft implements RaftLog {

  /** What is on disk of it. */
  static final class Storage {
    byte[] state = {};
  }

  private final Storage storage;
  private final ControlMachine machine;
  private final Schedule schedule;
  private final Draw draw;
  private final Disk disk;
  private boolean starting = true;

  SimulatedRaft(Storage storage, ControlMachine machine, Schedule schedule, Draw draw, Disk disk) {
    this.storage = storage;
    this.machine = machine;
    this.schedule = schedule;
    this.draw = draw;
    this.disk = disk;
    if (storage.state.length > 0) {
      machine.restore(storage.state);
    }
  }

  void started() {
    starting = false;
  }

  @Override
  public CompletionStage<byte[]> propose(byte[] command) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    if (starting) {
      answer.complete(apply(command));
    } else {
      schedule.inside(draw.between(0, 20) * Schedule.MILLI, () -> answer.complete(apply(command)));
    }
    return answer;
  }

  private byte[] apply(byte[] command) {
    disk.burn();
    byte[] answer = machine.apply(command);
    storage.state = machine.snapshot();
    disk.burn();
    return answer;
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
