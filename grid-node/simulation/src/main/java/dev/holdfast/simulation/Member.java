package dev.holdfast.simulation;

import dev.holdfast.cluster.control.ControlGroup;
import dev.holdfast.cluster.control.ControlMachine;
import dev.holdfast.cluster.host.HostMetrics;
import dev.holdfast.cluster.node.Node;
import dev.holdfast.engine.StockGrid;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The member's process: it starts, serves, dies and is started again. */
final class Member {
  private static final UUID IDENTITY = new UUID(0, 1);
  private static final long TICK = 20 * Schedule.MILLI;

  private final World world;
  private final Schedule schedule;
  private final Runnable whenServing;
  private @Nullable Node node;
  private @Nullable StockGrid grid;
  private @Nullable Broken broken;
  private int handedOver;
  private int starts;

  /**
   * A member that is not started.
   *
   * @param whenServing happens each time that it begins to serve
   */
  Member(World world, Runnable whenServing) {
    this.world = world;
    this.schedule = world.schedule;
    this.whenServing = whenServing;
  }

  /** The port, or null while nobody serves it. */
  @Nullable StockGrid grid() {
    return grid;
  }

  /** Whether nothing was left to other threads. */
  boolean isIdle() {
    return handedOver == 0;
  }

  int starts() {
    return starts;
  }

  void start() {
    starts++;
    handedOver = 0;
    world.clock.start();
    ControlMachine machine = new ControlMachine();
    SimulatedRaft raft =
        new SimulatedRaft(world.control, machine, schedule, world.draw, world.disk);
    ControlGroup control = new ControlGroup(machine, raft);
    int shards = world.shards.shards();
    control.create(IDENTITY, shards, List.of(IDENTITY)).toCompletableFuture().join();
    Node.Ground ground =
        new Node.Ground(
            IDENTITY,
            new SimulatedJournal(world.disk, schedule, world.draw, world.plant, shards),
            control,
            world.clock,
            executor(2),
            executor(5),
            executor(0),
            new HostMetrics(new CompositeMeterRegistry()),
            this::fatal,
            world.network::around,
            Optional.empty());
    Node opened = open(ground);
    raft.started();
    node = opened;
    if (world.plant == Plant.UNSETTLED_START) {
      serve(opened);
    } else {
      opened.settle().thenRun(() -> serve(opened));
    }
    repeat(TICK, opened::tick);
    repeat(Schedule.SECOND, opened::keep);
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

  private void repeat(long nanos, Runnable task) {
    schedule.inside(
        nanos,
        () -> {
          repeat(nanos, task);
          task.run();
        });
  }

  private Executor executor(long mostMillis) {
    return task -> {
      handedOver++;
      schedule.inside(
          world.draw.between(0, mostMillis * Schedule.MILLI),
          () -> {
            handedOver--;
            task.run();
          });
    };
  }

  private void fatal(Throwable thrown) {
    if (thrown instanceof Crash crash) {
      throw crash;
    }
    broken = thrown instanceof Broken known ? known : new Broken("the member must stop", thrown);
    throw broken;
  }

  /** Why the member stopped, if it did; a thread of it may have swallowed that. */
  @Nullable Broken broken() {
    return broken;
  }

  /** The process is gone, with all that only it knew. */
  void die() {
    schedule.endLife();
    node = null;
    grid = null;
  }

  boolean isAlive() {
    return node != null;
  }
}
