package dev.holdfast.cluster.node;

import dev.holdfast.cluster.control.ControlGroup;
import dev.holdfast.cluster.control.ControlMachine;
import dev.holdfast.cluster.control.RaftLog;
import dev.holdfast.cluster.host.Call;
import dev.holdfast.cluster.host.Clock;
import dev.holdfast.cluster.host.HostLimits;
import dev.holdfast.cluster.host.HostMetrics;
import dev.holdfast.cluster.host.Peers;
import dev.holdfast.cluster.journal.DataDirectory;
import dev.holdfast.cluster.journal.JournalLimits;
import dev.holdfast.cluster.journal.RocksJournal;
import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.StockCommand;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.engine.catalogue.CatalogueCommand.CreateLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.CreatePool;
import dev.holdfast.engine.catalogue.CatalogueCommand.LocationSpec;
import dev.holdfast.engine.catalogue.CatalogueCommand.PoolSpec;
import dev.holdfast.engine.catalogue.Location;
import dev.holdfast.engine.catalogue.Pool.RegionRank;
import dev.holdfast.engine.shard.ShardLimits;
import dev.holdfast.engine.shard.ShardMap;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * A member of two shards on one thread, whose clock stands still, and whose calls between shards
 * can be held back. It sells from {@code east}, then {@code west}; for the region {@code north} the
 * other way round.
 */
final class OneNode implements AutoCloseable {
  static final long SECOND = 1_000_000_000L;

  final Node node;
  final StockGrid grid;
  final List<Throwable> fatal = new ArrayList<>();
  long nanos = -5 * SECOND;

  /** Runs audits. */
  Executor background = Runnable::run;

  /** Runs before the next change of the catalogue is made. */
  Runnable beforeChange = () -> {};

  /** Reaches the shards, whatever is held back. */
  Peers direct;

  final RocksJournal journal;
  final ControlGroup control;
  private final DataDirectory directory;
  private final ArrayDeque<Runnable> heldBack = new ArrayDeque<>();
  private int holdsBack = -1;

  OneNode(Path path) {
    directory = DataDirectory.open(path);
    journal = RocksJournal.open(directory, 2, new JournalLimits(1 << 20, 16L << 20, 4L << 20));
    ControlMachine machine = new ControlMachine();
    control = new ControlGroup(machine, log(machine));
    join(control.create(new UUID(0, 1), 2, List.of(directory.member())));
    node =
        Node.open(
            new Node.Ground(
                directory.member(),
                journal,
                control,
                clock(),
                Runnable::run,
                Runnable::run,
                task -> background.execute(task),
                new HostMetrics(new SimpleMeterRegistry()),
                fatal::add,
                this::network,
                java.util.Optional.empty()),
            new Node.Limits(ShardLimits.DEFAULT, HostLimits.DEFAULT, 1_000_000, 0, 100),
            2);
    join(node.settle());
    grid = node.grid();
    location("east");
    location("west");
    PoolSpec web =
        new PoolSpec(
            List.of("east", "west"),
            Map.of(),
            List.of(new RegionRank("north", List.of("west"))),
            60_000,
            120_000,
            AckLevel.REPLICATED);
    join(grid.change(new CreatePool("web", web), StockGrid.NO_DEADLINE));
  }

  void location(String id) {
    LocationSpec spec = new LocationSpec(Location.Kind.STORE, true, "", 0);
    join(grid.change(new CreateLocation(id, spec), StockGrid.NO_DEADLINE));
  }

  private RaftLog log(ControlMachine machine) {
    return new RaftLog() {
      @Override
      public CompletionStage<byte[]> propose(byte[] command) {
        Runnable before = beforeChange;
        beforeChange = () -> {};
        before.run();
        return CompletableFuture.completedFuture(machine.apply(command));
      }

      @Override
      public SortedSet<UUID> members() {
        return new TreeSet<>(List.of(directory.member()));
      }

      @Override
      public void close() {
        // Holds nothing.
      }
    };
  }

  Clock clock() {
    return new Clock() {
      @Override
      public long nanos() {
        return nanos;
      }

      @Override
      public long wallMillis() {
        return 1_700_000_000_000L;
      }
    };
  }

  private Peers network(Peers peers) {
    direct = peers;
    return (int shard, Call call) -> {
      if (shard == holdsBack) {
        heldBack.add(() -> peers.send(shard, call));
      } else {
        peers.send(shard, call);
      }
    };
  }

  /** Lets no call between shards reach this one. */
  void holdBack(int shard) {
    holdsBack = shard;
  }

  void letThrough() {
    holdsBack = -1;
    while (!heldBack.isEmpty()) {
      heldBack.poll().run();
    }
  }

  void pass(long millis) {
    nanos += millis * 1_000_000;
    node.tick();
  }

  /** A SKU of a shard. */
  static String sku(int shard, String name) {
    int i = 0;
    while (new ShardMap(2).shardOf(name + i) != shard) {
      i++;
    }
    return name + i;
  }

  Answer<Position> adjust(String sku, String location, long delta, String id) {
    StockCommand.Adjust adjust = new StockCommand.Adjust(sku, location, delta, id, "");
    return join(grid.stock(List.of(adjust), StockGrid.NO_DEADLINE)).getFirst();
  }

  static HoldCommand.Create create(String id, String region, long ttlMillis, String... skus) {
    List<HoldCommand.Line> lines = new ArrayList<>();
    for (String sku : skus) {
      lines.add(new HoldCommand.Line(sku, 1, ""));
    }
    return new HoldCommand.Create(id, "web", lines, ttlMillis, null, false, region);
  }

  static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  @Override
  public void close() {
    journal.close();
    directory.close();
  }
}
