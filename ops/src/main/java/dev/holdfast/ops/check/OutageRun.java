package dev.holdfast.ops.check;

import dev.holdfast.client.Holdfast;
import dev.holdfast.ops.command.Findings;
import dev.holdfast.ops.command.GridAudit;
import dev.holdfast.ops.command.Pause;
import dev.holdfast.ops.node.Footprint;
import dev.holdfast.ops.node.Machine;
import dev.holdfast.ops.node.NodePorts;
import dev.holdfast.ops.node.NodeProcess;
import dev.holdfast.ops.node.TargetGrid;
import dev.holdfast.ops.node.WorkFolder;
import dev.holdfast.ops.store.StoreSite;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** A node with its PostgreSQL under a fixed load, a stretch of time after the other. One thread. */
final class OutageRun implements AutoCloseable {

  private static final int FIRST_RATE = 300;
  private static final int WARM_UP_RATE = 1_000;
  private static final int WARM_UP_SECONDS = 40;
  private static final int CALIBRATIONS = 6;
  private static final int CALIBRATION_SECONDS = 10;
  private static final int SETTLE_SECONDS = 4;
  private static final long BACK_WITHIN_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final long LEAST_USUAL_LAG_MILLIS = 250;

  /** Few enough that what has ended is on disk before the first fault: the heap stays level. */
  private static final Map<String, String> SETTINGS = Map.of("holds.ended-in-memory", "16384");

  private final StoreSite site;
  private final int seconds;
  private final Findings findings = new Findings();
  private final NodeProcess node;
  private final Holdfast holdfast;
  private final Holdfast asking;
  private final SteadyLoad load;
  private final Lag lag;

  OutageRun(WorkFolder folder, StoreSite site, int seconds) {
    this.site = site;
    this.seconds = seconds;
    Map<String, String> settings = new HashMap<>(SETTINGS);
    settings.putAll(site.postgres().settings());
    node = NodeProcess.start(folder.path(), NodePorts.free(), settings);
    asking = TargetGrid.connection(node.target()).connect();
    holdfast = TargetGrid.connection(node.target()).maxRetries(0).connect();
    lag = new Lag(asking);
    CheckShop.open(asking);
    load = new SteadyLoad(holdfast, new CheckShop()::request, FIRST_RATE, findings);
  }

  Findings findings() {
    return findings;
  }

  /** Goes on at a given rate. */
  int at(int rate) {
    load.rate(rate);
    Pause.seconds(Math.min(seconds, 2 * SETTLE_SECONDS));
    return rate;
  }

  /**
   * Finds the rate that takes so much of the machine, all that runs on it together. Before, the
   * processes must have compiled what they run: that takes more than the calls.
   */
  int calibrate(double percent) {
    load.rate(WARM_UP_RATE);
    Pause.seconds(WARM_UP_SECONDS);
    int rate = FIRST_RATE;
    load.rate(rate);
    Pause.seconds(SETTLE_SECONDS);
    for (int i = 0; i < CALIBRATIONS; i++) {
      Machine before = Machine.now();
      Pause.seconds(CALIBRATION_SECONDS);
      double used = 100 * Machine.now().busySince(before);
      System.out.printf("  %,d holds/s take %.1f %% of the machine%n", rate, used);
      rate = (int) Math.clamp(rate * Math.clamp(percent / used, 0.5, 2), 50, 50_000);
      load.rate(rate);
      Pause.seconds(Math.min(seconds, SETTLE_SECONDS));
    }
    System.out.printf("  fixed: %,d holds/s, for %.0f %% of the machine%n", rate, percent);
    return rate;
  }

  /** A stretch without a fault. */
  Minute healthy(int round) {
    Pause.seconds(Math.min(seconds, SETTLE_SECONDS));
    Minute minute = measure(round, "healthy", () -> {}, null);
    minute.print(System.out);
    return minute;
  }

  /** A stretch with one, and the way back to health. */
  Minute faulty(int round, Fault fault, Minute healthy) {
    fault.prepare(site);
    Pause.seconds(Math.min(seconds, SETTLE_SECONDS));
    Minute minute = measure(round, fault.text(), () -> fault.begin(site), healthy);
    fault.end(site);
    long usual = Math.max(LEAST_USUAL_LAG_MILLIS, healthy.lagMillisMax());
    long back = lag.awaitAtMost(usual, BACK_WITHIN_NANOS);
    GridAudit audit = GridAudit.withStore(asking);
    audit.addTo(findings);
    if (minute.lagMillisMax() < TimeUnit.SECONDS.toMillis(seconds) / 2) {
      findings.add("round " + round + ", " + fault.text() + ": the fault did not stop the drain");
    }
    Minute whole = minute.withReturn(back, audit.passed());
    whole.print(System.out);
    return whole;
  }

  private Minute measure(int round, String phase, Runnable begin, @Nullable Minute healthy) {
    load.interval();
    long failed = load.failed();
    long nodeMicros = Machine.microsOf(node.pid());
    Machine machine = Machine.now();
    long start = System.nanoTime();
    begin.run();
    Histogram lags = lag.watch(start + TimeUnit.SECONDS.toNanos(seconds));
    Histogram locks = load.interval();
    double elapsed = (System.nanoTime() - start) / 1e9;
    double busy = Machine.now().busySince(machine);
    double nodeBusy =
        (Machine.microsOf(node.pid()) - nodeMicros)
            / (elapsed * 1e6 * Runtime.getRuntime().availableProcessors());
    Footprint footprint = Footprint.of(node);
    long p99 = locks.getValueAtPercentile(99);
    return new Minute(
        round,
        phase,
        Math.round(locks.getTotalCount() / elapsed),
        locks.getValueAtPercentile(50),
        p99,
        locks.getMaxValue(),
        load.failed() - failed,
        rounded(100 * busy),
        rounded(100 * nodeBusy),
        footprint.heapMegabytes(),
        footprint.journalMegabytes(),
        lags.getValueAtPercentile(99),
        lags.getMaxValue(),
        healthy == null ? 0 : rounded(p99 / (double) Math.max(1, healthy.lockMicrosP99())),
        0,
        true);
  }

  private static double rounded(double value) {
    return Math.round(100 * value) / 100.0;
  }

  /** Ends the load and the node; PostgreSQL stays. */
  @Override
  public void close() {
    load.close();
    holdfast.close();
    asking.close();
    node.close();
  }
}
