package dev.holdfast.server;

import dev.holdfast.api.DoorSettings;
import dev.holdfast.api.Doors;
import dev.holdfast.api.Readiness;
import dev.holdfast.cluster.behind.CatalogueVersions;
import dev.holdfast.cluster.behind.DrainedMarks;
import dev.holdfast.cluster.behind.GridIdentity;
import dev.holdfast.cluster.behind.StoreRecovery;
import dev.holdfast.cluster.control.ControlGroup;
import dev.holdfast.cluster.control.ControlMachine;
import dev.holdfast.cluster.control.ControlSettings;
import dev.holdfast.cluster.control.RatisLog;
import dev.holdfast.cluster.host.Clock;
import dev.holdfast.cluster.host.HostLimits;
import dev.holdfast.cluster.host.HostMetrics;
import dev.holdfast.cluster.journal.DataDirectory;
import dev.holdfast.cluster.journal.JournalLimits;
import dev.holdfast.cluster.journal.RocksJournal;
import dev.holdfast.cluster.node.Node;
import dev.holdfast.cluster.node.Recovery;
import dev.holdfast.cluster.node.WriteBehind;
import dev.holdfast.engine.shard.ShardLimits;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node, from its ports to its disk. Opened and closed by one thread each; {@link #close} undoes
 * whatever {@link #open} came to: the doors first, then the rest in reverse.
 */
final class NodeProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeProcess.class);
  private static final long SETTLE_SECONDS = 60;

  private final Settings settings;
  private final Consumer<Throwable> fatal;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Gate gate = new Gate();

  /** Open while the shards recover; the first to close, so that calls in flight find the rest. */
  private CompletableFuture<Doors> doors =
      CompletableFuture.failedFuture(new IllegalStateException("not started"));

  private volatile boolean closing;

  private NodeProcess(Settings settings, Consumer<Throwable> fatal) {
    this.settings = settings;
    this.fatal = fatal;
  }

  /**
   * Starts a node and returns when it serves.
   *
   * @param fatal hears of what no node may survive; it must end the process
   */
  static NodeProcess open(Settings settings, Consumer<Throwable> fatal) {
    NodeProcess process = new NodeProcess(settings, fatal);
    try {
      process.start();
      return process;
    } catch (CompletionException e) {
      process.close();
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } catch (RuntimeException | Error e) {
      process.close();
      throw e;
    }
  }

  private void start() {
    String host = settings.text(Setting.BIND_HOST);
    Ports.requireFree(Setting.MEMBER_PORT, host, settings.port(Setting.MEMBER_PORT));
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    JvmGcMetrics pauses = keep(new JvmGcMetrics());
    pauses.bindTo(registry);
    DataDirectory directory =
        keep(DataDirectory.open(Path.of(settings.text(Setting.DATA_DIR)).toAbsolutePath()));
    doors =
        CompletableFuture.supplyAsync(
            () ->
                Doors.start(
                    DoorSettings.of(
                            host,
                            settings.port(Setting.GRPC_PORT),
                            settings.port(Setting.WEB_PORT),
                            Version.TEXT)
                        .withCorsOrigins(settings.corsOrigins()),
                    gate,
                    registry,
                    this::readiness),
            task -> new Thread(task, "doors").start());
    Behind behind = keep(Behind.open(settings, directory));
    ControlMachine machine = new ControlMachine();
    CatalogueVersions versions = new CatalogueVersions();
    if (!settings.hasNoStore()) {
      machine.onChange(state -> versions.add(state.catalogue()));
    }
    RatisLog log =
        keep(
            RatisLog.open(
                new ControlSettings(
                    directory.member(),
                    directory.control(),
                    host,
                    settings.port(Setting.CONTROL_PORT),
                    ControlSettings.TIMEOUT_MILLIS),
                machine,
                fatal));
    ControlGroup control = new ControlGroup(machine, log);
    boolean served = control.state().created();
    Optional<GridIdentity> lost = served ? Optional.empty() : behind.abandoned();
    int shards = lost.isPresent() ? lost.get().shards() : shards(control, directory);
    GridIdentity grid = lost.orElseGet(() -> new GridIdentity(control.state().grid(), shards));
    behind.belongTo(grid);
    RocksJournal journal = keep(RocksJournal.open(directory, shards, JournalLimits.DEFAULT));
    DrainedMarks marks = DrainedMarks.read(directory.path());
    StoreRecovery.Target target =
        new StoreRecovery.Target(
            directory.member(),
            directory.path(),
            journal,
            control,
            Recovery::snapshot,
            limits(shards).shard());
    ComeBack comeBack = new ComeBack(behind, grid, target, marks, gate);
    if (lost.isPresent()) {
      comeBack.all();
    } else if (served) {
      comeBack.rest();
    }
    Optional<WriteBehind> writeBehind =
        behind.writeBehind(registry, directory, marks, versions, gate::close);
    DrainThread drainer =
        keep(new DrainThread(writeBehind.map(WriteBehind::ledger).orElse(null), behind::isReady));
    Threads threads = keep(new Threads());
    Node node =
        Node.open(
            new Node.Ground(
                directory.member(),
                journal,
                control,
                Clock.system(),
                threads.workers(),
                threads.flusher(),
                threads.background(),
                new HostMetrics(registry),
                fatal,
                writeBehind),
            limits(shards),
            shards);
    await(node);
    threads.start(node, fatal);
    drainer.start(node, fatal);
    behind.requireOurs();
    behind.onRefusal(gate::close);
    gate.open(node.grid());
    Doors opened = opened(doors);
    LOG.info(
        "member {} serves {} shards: gRPC {}:{}, web http://{}:{}",
        directory.member(),
        shards,
        host,
        opened.grpcPort(),
        host,
        opened.webPort());
  }

  private static Doors opened(CompletableFuture<Doors> doors) {
    try {
      return doors.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private <T extends AutoCloseable> T keep(T resource) {
    open.push(resource);
    return resource;
  }

  private int shards(ControlGroup control, DataDirectory directory) {
    int wanted = (int) settings.number(Setting.CLUSTER_SHARDS, 1, 4_096);
    int shards =
        control
            .create(UUID.randomUUID(), wanted, List.of(directory.member()))
            .toCompletableFuture()
            .join();
    if (shards != wanted && settings.given(Setting.CLUSTER_SHARDS).isPresent()) {
      throw new SettingException(
          "cluster.shards is "
              + wanted
              + ", but data.dir was created with "
              + shards
              + "; the number of shards never changes");
    }
    return shards;
  }

  private Node.Limits limits(int shards) {
    long ended = settings.number(Setting.ENDED_IN_MEMORY, 0, 100_000_000) / shards;
    return new Node.Limits(
        new ShardLimits(settings.identityWindow().toMillis(), (int) ended, (int) ended),
        new HostLimits(
            (int) settings.number(Setting.QUEUE_CALLS, 1, 1_000_000),
            (int) settings.number(Setting.BATCH_CALLS, 1, 65_536),
            HostLimits.DEFAULT.parked(),
            HostLimits.DEFAULT.parkMillis()),
        settings.number(Setting.SNAPSHOT_EFFECTS, 1_000, 1_000_000_000),
        settings.number(Setting.DISK_LEAST_FREE, 0, Long.MAX_VALUE),
        (int) settings.number(Setting.WATCHES, 0, 100_000));
  }

  private static void await(Node node) {
    try {
      node.settle().toCompletableFuture().get(SETTLE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while baskets were settled", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("baskets could not be settled: " + e.getMessage(), e);
    }
  }

  private Readiness readiness() {
    if (closing) {
      return Readiness.notReady("the node is stopping");
    }
    return gate.isOpen() ? Readiness.READY : Readiness.notReady(gate.why());
  }

  @Override
  public void close() {
    closing = true;
    try {
      opened(doors).close();
    } catch (RuntimeException e) {
      LOG.debug("the doors never opened", e);
    }
    while (!open.isEmpty()) {
      AutoCloseable resource = open.pop();
      try {
        resource.close();
      } catch (Exception e) {
        LOG.warn("{} did not close in order", resource.getClass().getSimpleName(), e);
      }
    }
  }
}
