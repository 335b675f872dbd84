package dev.holdfast.cluster.behind;

import dev.holdfast.cluster.control.ControlGroup;
import dev.holdfast.cluster.control.ControlMachine;
import dev.holdfast.cluster.control.RaftLog;
import dev.holdfast.cluster.host.Clock;
import dev.holdfast.cluster.host.HostLimits;
import dev.holdfast.cluster.host.HostMetrics;
import dev.holdfast.cluster.host.Peers;
import dev.holdfast.cluster.journal.DataDirectory;
import dev.holdfast.cluster.journal.Journal;
import dev.holdfast.cluster.journal.JournalLimits;
import dev.holdfast.cluster.journal.RocksJournal;
import dev.holdfast.cluster.node.Node;
import dev.holdfast.cluster.node.Recovery;
import dev.holdfast.cluster.node.WriteBehind;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.engine.shard.ShardLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A member on a real journal, whose time passes when a test says so. All on one thread. */
final class TestMember implements AutoCloseable {
  static final int SHARDS = 4;
  static final long START = 1_800_000_000_000L;
  private static final UUID GRID = new UUID(7, 7);
  private static final ShardLimits LIMITS =
      new ShardLimits(ShardLimits.DEFAULT.identityWindowMillis(), 10, 10);

  /** A control group of one, in memory. */
  static final class Control implements RaftLog {
    final ControlMachine machine = new ControlMachine();
    final ControlGroup group = new ControlGroup(machine, this);

    /** One that knows what this one knows now. */
    Control copy() {
      Control copy = new Control();
      copy.machine.restore(machine.snapshot());
      return copy;
    }

    @Override
    public CompletionStage<byte[]> propose(byte[] command) {
      return CompletableFuture.completedFuture(machine.apply(command));
    }

    @Override
    public SortedSet<UUID> members() {
      return new TreeSet<>();
    }

    @Override
    public void close() {}
  }

  static final class TestClock implements Clock {
    long millis = START;

    @Override
    public long nanos() {
      return millis * 1_000_000;
    }

    @Override
    public long wallMillis() {
      return millis;
    }
  }

  final TestClock clock = new TestClock();
  final Control control;
  final DataDirectory directory;
  final Journal journal;
  final Node node;
  Peers peers;
  final List<String> closed = new ArrayList<>();
  final List<Throwable> fatal = new ArrayList<>();
  final DrainMetrics metrics = new DrainMetrics(new SimpleMeterRegistry());

  private TestMember(Path path, Control control, Optional<Ledger> ledger, DrainLimits limits) {
    this.control = control;
    this.directory = DataDirectory.open(path);
    this.journal =
        RocksJournal.open(directory, SHARDS, new JournalLimits(1 << 20, 16L << 20, 4L << 20));
    CatalogueVersions versions = new CatalogueVersions();
    control.machine.onChange(state -> versions.add(state.catalogue()));
    control.group.create(GRID, SHARDS, List.of(directory.member()));
    Node.Ground ground =
        new Node.Ground(
            directory.member(),
            journal,
            control.group,
            clock,
            Runnable::run,
            Runnable::run,
            Runnable::run,
            new HostMetrics(new SimpleMeterRegistry()),
            fatal::add,
            this::network,
            ledger.map(
                to ->
                    new WriteBehind(
                        to,
                        metrics,
                        limits,
                        Restored.read(path),
                        DrainedMarks.read(path),
                        versions,
                        closed::add)));
    this.node = Node.open(ground, new Node.Limits(LIMITS, HostLimits.DEFAULT, 1_000, 0, 0), SHARDS);
    node.settle().toCompletableFuture().join();
  }

  private Peers network(Peers shards) {
    peers = shards;
    return shards;
  }

  static TestMember open(Path path, Control control, Ledger ledger) {
    return new TestMember(path, control, Optional.of(ledger), DrainLimits.DEFAULT);
  }

  static TestMember open(Path path, Control control, Ledger ledger, DrainLimits limits) {
    return new TestMember(path, control, Optional.of(ledger), limits);
  }

  static TestMember withoutLedger(Path path, Control control) {
    return new TestMember(path, control, Optional.empty(), DrainLimits.DEFAULT);
  }

  /** Brings the grid of a store back into an empty directory. */
  static void recover(Path path, Control control, Connections store, long nowMillis)
      throws SQLException {
    beforeOpening(path, control, store, recovery -> Optional.of(recovery.run(nowMillis)));
  }

  /** Takes from a store what a directory does not have. */
  static Optional<Restored> catchUp(Path path, Control control, Connections store, long nowMillis)
      throws SQLException {
    return beforeOpening(
        path, control, store, recovery -> recovery.catchUp(nowMillis, DrainedMarks.read(path)));
  }

  private interface Step {
    Optional<Restored> take(StoreRecovery recovery) throws SQLException;
  }

  private static Optional<Restored> beforeOpening(
      Path path, Control control, Connections store, Step step) throws SQLException {
    DataDirectory directory = DataDirectory.open(path);
    try (Journal journal =
        RocksJournal.open(directory, SHARDS, new JournalLimits(1 << 20, 16L << 20, 4L << 20))) {
      StoreRecovery.Target target =
          new StoreRecovery.Target(
              directory.member(), path, journal, control.group, Recovery::snapshot, LIMITS);
      return step.take(new StoreRecovery(store, new GridIdentity(GRID, SHARDS), target));
    } finally {
      directory.close();
    }
  }

  StockGrid grid() {
    return node.grid();
  }

  /** Runs rounds until nothing is left to drain. */
  void drainAll() {
    for (int rounds = 0; node.behind() > 0; rounds++) {
      if (rounds > 1_000) {
        throw new AssertionError("not drained: " + node.grid().status());
      }
      node.drain();
    }
  }

  @Override
  public void close() {
    journal.close();
    directory.close();
  }
}
