package dev.holdfast.ops.check;

import dev.holdfast.client.Holdfast;
import dev.holdfast.ops.command.Findings;
import dev.holdfast.ops.command.GridAudit;
import dev.holdfast.ops.command.OperationException;
import dev.holdfast.ops.command.Pause;
import dev.holdfast.ops.node.NodePorts;
import dev.holdfast.ops.node.NodeProcess;
import dev.holdfast.ops.node.Shell;
import dev.holdfast.ops.node.TargetGrid;
import dev.holdfast.ops.node.WorkFolder;
import dev.holdfast.ops.store.Postgres;
import dev.holdfast.ops.store.Queries;
import dev.holdfast.ops.store.StoppedDrain;
import dev.holdfast.ops.store.Watchman;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Two nodes that believe they are the same member: one is stopped, the other one runs on a copy of
 * its disk, as when a machine is frozen and its volume is attached elsewhere. One thread.
 */
final class TakeoverRun implements AutoCloseable {

  private static final long USUAL_LAG_MILLIS = 1_000;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long AWAKE_MILLIS = 5_000;

  private final Postgres postgres;
  private final int rate;
  private final Path secondFolder;
  private final NodeProcess first;
  private final Findings findings = new Findings();

  TakeoverRun(WorkFolder folder, Postgres postgres, int rate) {
    this.postgres = postgres;
    this.rate = rate;
    secondFolder = folder.path().resolve("second");
    first =
        NodeProcess.start(folder.path().resolve("first"), NodePorts.free(), postgres.settings());
  }

  TakeoverReport run(int seconds) {
    try (Queries queries = postgres.queries()) {
      try (Holdfast holdfast = TargetGrid.connection(first.target()).connect()) {
        CheckShop.open(holdfast);
        awaitUsual(holdfast, "the first drainer did not begin");
      }
      Watchman watchman = new Watchman(queries);
      StoppedDrain stopped = stopUnderLoad();
      long start = System.nanoTime();
      copy(first.data(), secondFolder.resolve("data"));
      try (NodeProcess second =
              NodeProcess.start(secondFolder, NodePorts.free(), postgres.settings());
          Holdfast holdfast = TargetGrid.connection(second.target()).connect()) {
        long takenOver = underLoad(holdfast, start + TimeUnit.SECONDS.toNanos(seconds));
        long stoppedMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        first.thaw();
        System.out.println("  the first one goes on after " + stoppedMillis + " ms");
        underLoad(holdfast, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(AWAKE_MILLIS));
        GridAudit audit = GridAudit.withStore(holdfast);
        audit.print(System.out);
        audit.addTo(findings);
        return report(stoppedMillis, takenOver, stopped.fate(queries), watchman);
      }
    }
  }

  /** The load's last calls have no answer: their node stands still. */
  private StoppedDrain stopUnderLoad() {
    Findings cutOff = new Findings();
    Holdfast holdfast = TargetGrid.connection(first.target()).maxRetries(0).connect();
    try (SteadyLoad load = new SteadyLoad(holdfast, new CheckShop()::request, rate, cutOff)) {
      StoppedDrain stopped = StoppedDrain.stop(first, postgres);
      System.out.println(
          "  stopped in transaction " + stopped.xid() + ", watermarks locked, not committed");
      load.cease();
      holdfast.close();
      return stopped;
    }
  }

  /** Returns how long it took until the node had drained everything. */
  private long underLoad(Holdfast holdfast, long until) {
    long start = System.nanoTime();
    try (SteadyLoad load = new SteadyLoad(holdfast, new CheckShop()::request, rate, findings)) {
      long took = awaitUsual(holdfast, "the second drainer did not take over");
      while (System.nanoTime() < until) {
        Pause.millis(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
      }
      return took;
    }
  }

  private long awaitUsual(Holdfast holdfast, String otherwise) {
    long took = new Lag(holdfast).awaitAtMost(USUAL_LAG_MILLIS, PATIENCE_NANOS);
    if (took < 0) {
      findings.add(otherwise);
    }
    return took;
  }

  private TakeoverReport report(
      long stoppedMillis, long takenOver, String fate, Watchman watchman) {
    long backwards = watchman.backwards();
    long overlaps = watchman.overlaps();
    long twice = watchman.twice();
    long late = watchman.lateMoves();
    if (!fate.equals("aborted")) {
      findings.add("the stopped drainer's transaction is " + fate);
    }
    if (backwards + overlaps + twice + late > 0) {
      findings.add("rows went backwards or are there twice");
    }
    return new TakeoverReport(
        findings.count() == 0,
        stoppedMillis,
        takenOver,
        fate,
        watchman.moves(),
        backwards,
        overlaps,
        twice,
        late,
        alarmsOfFirst(),
        findings.kept());
  }

  private List<String> alarmsOfFirst() {
    try (Holdfast holdfast = TargetGrid.connection(first.target()).connect()) {
      return holdfast.grid().status().alarms();
    }
  }

  private static void copy(Path from, Path to) {
    try {
      Files.createDirectories(to.getParent());
    } catch (IOException e) {
      throw new OperationException("cannot create " + to + ": " + e, e);
    }
    Shell.run(List.of("cp", "-r", from.toString(), to.toString()));
  }

  /** The first one may be stopped still. */
  @Override
  public void close() {
    first.kill9();
  }
}
