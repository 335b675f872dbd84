package dev.holdfast.ops.check;

import dev.holdfast.client.Hold;
import dev.holdfast.client.HoldView;
import dev.holdfast.client.Holdfast;
import dev.holdfast.ops.command.Findings;
import dev.holdfast.ops.command.GridAudit;
import dev.holdfast.ops.command.OperationException;
import dev.holdfast.ops.command.Pause;
import dev.holdfast.ops.node.Machine;
import dev.holdfast.ops.node.NodePorts;
import dev.holdfast.ops.node.NodeProcess;
import dev.holdfast.ops.node.TargetGrid;
import dev.holdfast.ops.node.WorkFolder;
import dev.holdfast.ops.store.BareCopy;
import dev.holdfast.ops.store.DrainedLog;
import dev.holdfast.ops.store.Postgres;
import dev.holdfast.ops.store.Queries;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/** A node that writes behind into a PostgreSQL that is asked how it goes. One thread. */
final class DrainRun implements AutoCloseable {

  private static final int AT_ONCE = 256;
  private static final int WARM_UP_SECONDS = 40;
  private static final double GROWTH = 1.25;
  private static final double LEAST_DONE = 0.95;
  private static final long CAUGHT_UP_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final long USUAL_LAG_MILLIS = 100;

  private final NodeProcess node;
  private final Holdfast holdfast;
  private final Queries queries;
  private final DrainedLog log;
  private final Lag lag;
  private final Findings findings = new Findings();
  private final CheckShop shop = new CheckShop();
  private final List<DrainReport.Step> steps = new ArrayList<>();
  private final List<DrainReport.Race> races = new ArrayList<>();

  DrainRun(WorkFolder folder, Postgres postgres) {
    node = NodeProcess.start(folder.path(), NodePorts.free(), postgres.settings());
    holdfast = TargetGrid.connection(node.target()).connect();
    queries = postgres.queries();
    log = new DrainedLog(queries);
    lag = new Lag(holdfast);
    CheckShop.open(holdfast);
  }

  /**
   * Raises the rate step by step until the lag is too long, twice at the same rate: one long pause
   * of the machine is not the drain's.
   */
  void climb(int from, int seconds, int mostSteps, int mostLag) {
    System.out.println(
        "  holds/s asked     done  lock p99 µs  lag p50 ms  lag p99 ms  lag max ms  effects  cpu"
            + " %");
    try (SteadyLoad load = new SteadyLoad(holdfast, shop::request, from, findings)) {
      Pause.seconds(Math.min(WARM_UP_SECONDS, 2 * seconds));
      int rate = from;
      for (int step = 0; step < mostSteps; step++) {
        load.rate(rate);
        DrainReport.Step done = step(load, rate, seconds, mostLag);
        if (!done.held()) {
          done = step(load, rate, seconds, mostLag);
        }
        steps.add(done);
        if (!done.held()) {
          break;
        }
        rate = (int) Math.ceil(rate * GROWTH);
      }
    }
    awaitCaughtUp();
  }

  private DrainReport.Step step(SteadyLoad load, int rate, int seconds, int mostLag) {
    Pause.seconds(1);
    long mark = log.mark();
    long since = System.currentTimeMillis();
    load.interval();
    Machine machine = Machine.now();
    Pause.seconds(seconds);
    Histogram locks = load.interval();
    double cpu = Math.round(1_000 * Machine.now().busySince(machine)) / 10.0;
    long oldest = lag.millis();
    Histogram lags = log.lags(mark, since);
    long done = locks.getTotalCount() / seconds;
    long p99 = lags.getValueAtPercentile(99);
    boolean held =
        lags.getTotalCount() > 0 && Math.max(p99, oldest) <= mostLag && done >= LEAST_DONE * rate;
    DrainReport.Step result =
        new DrainReport.Step(
            rate,
            done,
            locks.getValueAtPercentile(99),
            lags.getValueAtPercentile(50),
            p99,
            Math.max(oldest, lags.getMaxValue()),
            lags.getTotalCount(),
            cpu,
            held);
    System.out.printf(
        "  %,13d  %,7d  %,11d  %,10d  %,10d  %,10d  %,7d  %5.1f  %s%n",
        rate,
        done,
        result.lockMicrosP99(),
        result.lagMillisP50(),
        p99,
        result.lagMillisMax(),
        result.effects(),
        cpu,
        held ? "held" : "not held");
    return result;
  }

  /** Lets a backlog be drained, then copies the same rows; in turn. */
  void race(int rounds, int holds) {
    System.out.println("  round     rows  transactions  drain rows/s  COPY rows/s  share");
    BareCopy copy = new BareCopy(queries);
    for (int round = 1; round <= rounds; round++) {
      long mark = backlog(holds);
      awaitCaughtUp();
      DrainedLog.Pace pace = log.pace(mark);
      if (pace.rowsPerSecond() == 0) {
        throw new OperationException(
            "the drain took fewer than two transactions: use more --holds");
      }
      DrainReport.Race race =
          new DrainReport.Race(
              pace.rows(), pace.transactions(), pace.rowsPerSecond(), copy.rowsPerSecond(mark));
      races.add(race);
      System.out.printf(
          "  %5d  %,7d  %,12d  %,12d  %,11d  %.2f%n",
          round,
          race.rows(),
          race.transactions(),
          race.drainPerSecond(),
          race.copyPerSecond(),
          race.share());
    }
  }

  /** Takes holds while a lock keeps the drain waiting; returns the mark before it goes on. */
  private long backlog(int holds) {
    queries.run("begin; lock table shards in exclusive mode");
    Window window = new Window(AT_ONCE);
    for (int i = 0; i < holds; i++) {
      window.enter();
      boolean release = i % 2 == 0;
      window.leaveAfter(
          holdfast
              .holdAsync(shop.request())
              .thenCompose(hold -> release ? hold.releaseAsync() : confirm(hold))
              .whenComplete(
                  (ended, failure) -> {
                    if (failure != null) {
                      findings.add("a lock call failed: " + failure);
                    }
                  }));
    }
    window.drain();
    long mark = log.mark();
    queries.run("commit");
    return mark;
  }

  private static CompletionStage<HoldView> confirm(Hold hold) {
    return hold.confirmAsync("order");
  }

  private void awaitCaughtUp() {
    if (lag.awaitAtMost(USUAL_LAG_MILLIS, CAUGHT_UP_NANOS) < 0) {
      findings.add("the drain did not catch up");
    }
  }

  DrainReport report() {
    awaitCaughtUp();
    GridAudit audit = GridAudit.withStore(holdfast);
    audit.print(System.out);
    audit.addTo(findings);
    List<DrainReport.Step> held = steps.stream().filter(DrainReport.Step::held).toList();
    if (held.isEmpty()) {
      findings.add("not even the first rate was followed");
    } else {
      System.out.printf(
          "  sustained: %,d holds/s, each taken and ended, lag p99 %,d ms%n",
          held.getLast().done(), held.getLast().lagMillisP99());
    }
    long drain = median(DrainReport.Race::drainPerSecond);
    long copied = median(DrainReport.Race::copyPerSecond);
    System.out.printf(
        "  drain %,d rows/s, bare COPY of the same rows %,d rows/s: %.2f of it (medians)%n",
        drain, copied, drain / (double) Math.max(1, copied));
    return new DrainReport(
        findings.count() == 0,
        held.isEmpty() ? 0 : held.getLast().done(),
        held.isEmpty() ? 0 : held.getLast().lagMillisP99(),
        steps,
        drain,
        copied,
        races,
        audit.passed(),
        findings.kept());
  }

  private long median(ToLongFunction<DrainReport.Race> figure) {
    return races.stream().mapToLong(figure).sorted().skip(races.size() / 2).findFirst().orElse(0);
  }

  @Override
  public void close() {
    holdfast.close();
    node.close();
    queries.close();
  }
}
