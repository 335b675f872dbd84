package dev.holdfast.ops.check;

import dev.holdfast.client.Holdfast;
import dev.holdfast.ops.command.Bounds;
import dev.holdfast.ops.command.Findings;
import dev.holdfast.ops.node.TargetGrid;
import dev.holdfast.ops.node.WorkFolder;
import dev.holdfast.ops.node.Workplace;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lets many holds end within one second and watches from outside when their units are back. */
@Command(
    name = "expiry",
    mixinStandardHelpOptions = true,
    description =
        "100,000 holds end within one second: each is seen back within 50 ms (p99) of its deadline"
            + " and none before, while other locks go on.")
public final class ExpiryCheck implements Callable<Integer> {

  private static final int MOST_SKUS = 1_000;
  private static final long LATENESS_LIMIT_MICROS = 50_000;

  @Option(
      names = "--holds",
      defaultValue = "100000",
      description = "1000 to 1000000, rounded to thousands (default: ${DEFAULT-VALUE}).")
  private int holds = 100_000;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      description = "Time to take them in, 2 to 600 (default: ${DEFAULT-VALUE}).")
  private int seconds = 30;

  @Option(
      names = "--rate",
      defaultValue = "1000",
      description = "Other holds taken and released a second (default: ${DEFAULT-VALUE}).")
  private int rate = 1_000;

  @Option(
      names = "--target",
      paramLabel = "HOST:PORT",
      description = "A running grid on this machine's clock; without it a node is started.")
  private @Nullable String target;

  @Mixin private Workplace workplace = new Workplace();

  @Override
  public Integer call() {
    Bounds.require("--holds", holds, MOST_SKUS, 1_000_000);
    Bounds.require("--seconds", seconds, 2, 600);
    Bounds.require("--rate", rate, 1, 100_000);
    return workplace.judge("expiry", this::check);
  }

  private ExpiryReport check(WorkFolder folder) {
    try (TargetGrid grid = TargetGrid.of(target, folder);
        Holdfast holdfast = grid.connect()) {
      ExpiryReport report = check(grid, holdfast);
      print(report, System.out);
      return report;
    }
  }

  private ExpiryReport check(TargetGrid grid, Holdfast holdfast) {
    String run = "expiry-" + Long.toString(System.currentTimeMillis(), 36);
    int ofEach = holds / MOST_SKUS;
    ExpiryShop shop = ExpiryShop.open(holdfast, run, MOST_SKUS, ofEach);
    Findings findings = new Findings();
    ExpiryRun watched = new ExpiryRun(shop, findings);
    watched.take(ofEach, Instant.now().plusSeconds(seconds));
    if (Instant.now().isAfter(watched.first())) {
      findings.add("the holds were not taken within " + seconds + " s: use a longer --seconds");
    }
    try (SteadyLoad others = new SteadyLoad(holdfast, shop::busy, rate, findings)) {
      watched.watch();
      return report(watched, others, lateness(grid.metrics()), findings);
    }
  }

  private static ExpiryReport report(
      ExpiryRun run, SteadyLoad others, List<String> nodeMetrics, Findings findings) {
    long p99 = run.lateness().getValueAtPercentile(99);
    if (run.spread().compareTo(Duration.ofMillis(1_001)) > 0) {
      findings.add("the deadlines are " + run.spread() + " apart, more than one second");
    }
    boolean inTime = p99 <= LATENESS_LIMIT_MICROS && run.early() == 0 && run.missing() == 0;
    return new ExpiryReport(
        inTime && findings.count() == 0,
        run.holds(),
        run.spread().toMillis(),
        run.lateness().getValueAtPercentile(50),
        p99,
        run.lateness().getMaxValue(),
        run.early(),
        run.missing(),
        run.polls(),
        others.aSecond(),
        others.whole().getValueAtPercentile(50),
        others.whole().getValueAtPercentile(99),
        nodeMetrics,
        findings.kept());
  }

  /** The node's own word on it. */
  private static List<String> lateness(String metrics) {
    return metrics
        .lines()
        .filter(line -> !line.startsWith("#"))
        .filter(line -> line.toLowerCase(Locale.ROOT).contains("lateness"))
        .filter(line -> !line.contains("_bucket"))
        .toList();
  }

  private static void print(ExpiryReport report, PrintStream out) {
    out.printf(
        "  holds           %,12d  ending within %,d ms%n", report.holds(), report.spreadMillis());
    out.printf(
        "  lateness p50    %,12d µs  (limit of p99: %,d)%n",
        report.latenessMicrosP50(), LATENESS_LIMIT_MICROS);
    out.printf("  lateness p99    %,12d µs%n", report.latenessMicrosP99());
    out.printf("  lateness max    %,12d µs%n", report.latenessMicrosMax());
    out.printf("  early           %,12d%n", report.early());
    out.printf("  missing         %,12d%n", report.missing());
    out.printf("  polls           %,12d  of %,d SKUs each%n", report.polls(), MOST_SKUS);
    out.printf(
        "  other locks     %,12d /s, p50 %,d µs, p99 %,d µs%n",
        report.otherLocksPerSecond(), report.otherLockMicrosP50(), report.otherLockMicrosP99());
    report.nodeMetrics().forEach(line -> out.println("  node: " + line));
  }
}
