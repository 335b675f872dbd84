package dev.holdfast.simulation;

import dev.holdfast.cluster.control.ControlGroup;
import dev.holdfast.cluster.control.ControlMachine;
import dev.holdfast.cluster.host.HostMetrics;
import dev.holdfast.cluster.node.Node;
import dev.holdfast.engine.StockGrid;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A machine, and the member's process on it: it starts, serves, dies and is started again. */
final class Member {
  private static final long TICK = 20 * Schedule.MILLI;

  final int number;
  final VirtualClock clock;
  final Disk disk;
  final SimulatedRaft.Storage control = new SimulatedRaft.Storage();
  private final World world;
  private final Schedule schedule;
  private final Runnable whenServing;
  private UUID identity;
  private int disks;
  private Life life = new Life();
  private @Nullable Node node;
  private @Nullable SimulatedRaft raft;
  private @Nullable StockGrid grid;
  private int starts;

  /** A member that is not started. */
  Member(World world, int number, Runnable whenServing) {
    this.world = world;
    this.number = number;
    this.schedule = world.schedule;
    this.whenServing = whenServing;
    this.clock = new VirtualClock(schedule, world.plant, number);
    this.disk = new Disk(world.draw, world.plant, world.shards.shards());
    this.identity = new UUID(0, number + 1);
  }

  UUID identity() {
    return identity;
  }

  /** Its disk is replaced by an empty one: nobody knows this member yet. */
  void becomeAnother() {
    disk.replace();
    control.applied = 0;
    identity = new UUID(++disks, number + 1);
  }

  /** The port, or null while nobody serves it. */
  @Nullable StockGrid grid() {
    return grid;
  }

  int starts() {
    return starts;
  }

  void start() {
    if (node != null) {
      return;
    }
    starts++;
    Life begun = new Life();
    life = begun;
    world.time.started(clock.wallMillis(), world.members.stream().noneMatch(Member::isAlive));
    ControlMachine machine = new ControlMachine();
    SimulatedRaft log = new SimulatedRaft(world, this, begun, machine);
    raft = log;
    Node.Ground ground =
        new Node.Ground(
            identity,
            new SimulatedJournal(world, this, begun),
            new ControlGroup(machine, log),
            clock,
            executor(begun, 2),
            executor(begun, 5),
            executor(begun, 0),
            new HostMetrics(new CompositeMeterRegistry()),
            this::fatal,
            shards -> world.network.around(begun, shards),
            Optional.empty());
    Node opened = open(ground);
    log.started();
    node = opened;
    if (world.plant == Plant.UNSETTLED_START) {
      serve(opened);
    } else {
      opened.settle().thenRun(() -> serve(opened));
    }
    repeat(begun, TICK, opened::tick);
    repeat(begun, Schedule.SECOND, opened::keep);
    world.links.started(this);
  }

  private Node open(Node.Ground ground) {
    try {
      return Node.open(ground, world.limits, world.shards.shards());
    } catch (RuntimeException e) {
      throw new Broken("the member cannot start", e);
    }
  }

  private void serve(Node opened) {
    grid = opened.grid();
    schedule.outside(0, whenServing);
  }

  private void repeat(Life of, long nanos, Runnable task) {
    schedule.inside(
        of,
        nanos,
        () -> {
          repeat(of, nanos, task);
          task.run();
        });
  }

  private Executor executor(Life of, long mostMillis) {
    return task -> schedule.inside(of, world.draw.between(0, mostMillis * Schedule.MILLI), task);
  }

  private void fatal(Throwable thrown) {
    if (thrown instanceof Crash crash) {
      throw crash;
    }
    throw thrown instanceof Broken known ? known : world.broken(this + " must stop", thrown);
  }

  /** The process is gone, with all that only it knew. */
  void die() {
    life.end();
    node = null;
    raft = null;
    grid = null;
    world.links.died(this);
  }

  boolean isAlive() {
    return node != null;
  }

  /** The control group has more entries than this member knows, or can be reached again. */
  void hearOfEntries() {
    SimulatedRaft log = raft;
    if (log != null) {
      log.hear();
    }
  }

  /** Another member sent something. */
  void received(UUID from, int shard, byte[] message) {
    throw new Broken(this + " is alone, but " + from + " sent " + message.length + " bytes");
  }

  /** Others are alive than this member believed, or shards should be elsewhere. */
  void membersChanged() {
    // A member alone has none.
  }

  @Override
  public String toString() {
    return "member " + (number + 1);
  }
}
