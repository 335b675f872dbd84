package dev.holdfast.ops.check;

import dev.holdfast.client.AvailabilityWatch;
import dev.holdfast.client.Holdfast;
import dev.holdfast.ops.command.Bounds;
import dev.holdfast.ops.command.Findings;
import dev.holdfast.ops.command.OperationException;
import dev.holdfast.ops.node.TargetGrid;
import dev.holdfast.ops.node.WorkFolder;
import dev.holdfast.ops.node.Workplace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Cuts a watcher off under load and looks whether it catches up. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description =
        "A watcher of availability is cut off for 30 s under load and catches up without a gap or a"
            + " wrong value; one that is further behind gets RESET and a snapshot.")
public final class WatchCheck implements Callable<Integer> {

  /** More than the grid remembers of one shard: 65,536. */
  private static final int OVERRUN = 80_000;

  private static final Duration CATCH_UP = Duration.ofSeconds(10);
  private static final Duration AROUND = Duration.ofSeconds(1);
  private static final Duration POLL = Duration.ofMillis(5);

  @Option(
      names = "--seconds",
      defaultValue = "30",
      description = "Length of each cut, 1 to 600 (default: ${DEFAULT-VALUE}).")
  private int seconds = 30;

  @Option(
      names = "--rate",
      defaultValue = "500",
      description = "Holds taken and ended a second (default: ${DEFAULT-VALUE}).")
  private int rate = 500;

  @Option(
      names = "--skus",
      defaultValue = "200",
      description = "SKUs watched, 1 to 1000 (default: ${DEFAULT-VALUE}).")
  private int skus = 200;

  @Option(
      names = "--target",
      paramLabel = "HOST:PORT",
      description = "A running grid; without it a node is started.")
  private @Nullable String target;

  @Mixin private Workplace workplace = new Workplace();

  @Override
  public Integer call() {
    Bounds.require("--seconds", seconds, 1, 600);
    Bounds.require("--rate", rate, 1, 100_000);
    Bounds.require("--skus", skus, 1, 1_000);
    return workplace.judge("watch", this::check);
  }

  private WatchReport check(WorkFolder folder) {
    try (TargetGrid grid = TargetGrid.of(target, folder);
        Holdfast holdfast = grid.connect();
        Relay relay = Relay.to(grid.address());
        Holdfast behind = TargetGrid.connection(relay.address()).connect()) {
      String run = "watch-" + Long.toString(System.currentTimeMillis(), 36);
      return check(WatchShop.open(holdfast, run, skus), relay, behind);
    }
  }

  private WatchReport check(WatchShop shop, Relay relay, Holdfast behind) {
    Findings findings = new Findings();
    WatchedValues values = new WatchedValues(findings);
    List<WatchCut> cuts = new ArrayList<>();
    long holds = 0;
    try (AvailabilityWatch watch = behind.stock().watch(shop.run(), shop.skus(), values)) {
      catchUp(shop, values);
      for (String kind : List.of("cut", "stopped", "overrun")) {
        long resets = watch.resets();
        Missed missed = cutOff(kind, shop, relay, values, findings);
        int wrong = catchUp(shop, values);
        WatchCut cut =
            new WatchCut(kind, missed.values(), missed.millis(), wrong, watch.resets() - resets);
        holds += missed.holds();
        judge(cut, findings);
        print(cut);
        cuts.add(cut);
      }
      if (watch.reconnects() < 2) {
        findings.add("the watcher was not cut off: it connected again " + watch.reconnects());
      }
      return new WatchReport(
          findings.count() == 0,
          skus,
          seconds,
          holds,
          values.events(),
          watch.reconnects(),
          watch.resets(),
          values.revisionsBack(),
          cuts,
          findings.kept());
    }
  }

  /**
   * What a cut came to.
   *
   * @param values that were others when the wire was whole again
   * @param millis from then to the first news
   * @param holds taken while the load ran
   */
  private record Missed(int values, long millis, long holds) {}

  /** The load goes on before, during and after; when this returns nothing changes any more. */
  private Missed cutOff(
      String kind, WatchShop shop, Relay relay, WatchedValues values, Findings findings) {
    WatchShop.BasketSource baskets = shop.baskets();
    try (SteadyLoad load = new SteadyLoad(shop.holdfast(), baskets::next, rate, findings)) {
      pause(AROUND);
      if (kind.equals("stopped")) {
        relay.stop();
      } else {
        relay.cut();
      }
      if (kind.equals("overrun")) {
        shop.flood(OVERRUN);
      }
      pause(Duration.ofSeconds(seconds));
      int missed = values.differing(shop.now());
      long heard = values.events();
      long start = System.nanoTime();
      relay.mend();
      relay.go();
      while (values.events() == heard && System.nanoTime() - start < CATCH_UP.toNanos()) {
        pause(POLL);
      }
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      pause(AROUND);
      return new Missed(missed, millis, load.whole().getTotalCount());
    }
  }

  private static void judge(WatchCut cut, Findings findings) {
    boolean overrun = cut.kind().equals("overrun");
    if (cut.wrong() > 0) {
      findings.add(cut.kind() + ": " + cut.wrong() + " values are wrong in the end");
    }
    if (cut.changed() == 0) {
      findings.add(cut.kind() + ": nothing was missed, so nothing was shown");
    }
    if (cut.resets() != (overrun ? 1 : 0)) {
      findings.add(cut.kind() + ": RESET came " + cut.resets() + " times");
    }
  }

  private static void print(WatchCut cut) {
    System.out.printf(
        "  %-8s %,6d values missed, news after %,d ms, %d wrong in the end, RESET %d times%n",
        cut.kind(), cut.changed(), cut.newsMillis(), cut.wrong(), cut.resets());
  }

  private static int catchUp(WatchShop shop, WatchedValues values) {
    long end = System.nanoTime() + CATCH_UP.toNanos();
    int differing = values.differing(shop.now());
    while (differing > 0 && System.nanoTime() < end) {
      pause(POLL);
      differing = values.differing(shop.now());
    }
    return differing;
  }

  private static void pause(Duration time) {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationException("interrupted", e);
    }
  }
}
