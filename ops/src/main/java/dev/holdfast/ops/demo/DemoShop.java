package dev.holdfast.ops.demo;

import dev.holdfast.client.Holdfast;
import dev.holdfast.client.StockCount;
import dev.holdfast.ops.command.Findings;
import dev.holdfast.ops.command.GridAudit;
import java.io.PrintStream;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** The shop from its opening to its closing and the stocktaking after it. */
final class DemoShop {

  private static final int KEPT_ONE_BY_ONE = 200_000;
  private static final int SETTLED_AT_ONCE = 5_000;

  /** Two processes that have just started compile what they run: their latencies say nothing. */
  private static final long LONGEST_WARM_UP = TimeUnit.SECONDS.toNanos(5);

  private final Holdfast holdfast;
  private final Catalogue catalogue;
  private final Ledger ledger = new Ledger();
  private final Figures figures = new Figures();
  private final Findings findings = new Findings();
  private final Verdict verdict;
  private final Traffic traffic;
  private long warmUpNanos;

  DemoShop(Holdfast holdfast, String suffix, int callsASecond) {
    this.holdfast = holdfast;
    catalogue = Catalogue.named(suffix);
    verdict = new Verdict(holdfast, findings);
    SplittableRandom random = new SplittableRandom();
    catalogue.open(holdfast);
    List<StockCount> counts = catalogue.stock(holdfast, random);
    List<Shelf> shelves = counts.stream().map(c -> new Shelf(c.sku(), c.location())).toList();
    counts.forEach(c -> ledger.supply(new Shelf(c.sku(), c.location()), c.quantity()));
    List<Shelf> restocked =
        shelves.stream().filter(shelf -> !shelf.sku().equals(catalogue.flashSku())).toList();
    Storefront storefront = new Storefront(holdfast, ledger, figures, findings);
    Restocker restocker = new Restocker(storefront, restocked, random.split());
    traffic =
        new Traffic(
            storefront, catalogue, figures, findings, restocker, random.split(), callsASecond);
  }

  /** Traffic until that time, then until everybody has left; prints a status meanwhile. */
  double trade(long endNanos, PrintStream out) {
    long start = System.nanoTime();
    warmUpNanos = Math.min(LONGEST_WARM_UP, (endNanos - start) / 4);
    figures.warmFrom(start + warmUpNanos);
    try (StatusLine status =
        new StatusLine(figures, ledger, this::settle, traffic::isClosed, out)) {
      traffic.run(endNanos);
      double seconds = (System.nanoTime() - start) / 1e9;
      traffic.awaitLastVisitor();
      return seconds;
    }
  }

  /** The end has come from outside: calls that fail from now on are no findings. */
  void close() {
    traffic.close();
  }

  /** Bounds the memory of a long run. */
  private void settle() {
    verdict.compareHolds(ledger.settle(KEPT_ONE_BY_ONE, SETTLED_AT_ONCE));
  }

  /** Compares everything with the grid, lets it audit itself, and sums up. */
  DemoReport takeStock(double seconds, PrintStream out) {
    verdict.compareHolds(ledger.views());
    verdict.compareShelves(catalogue, ledger);
    GridAudit audit = GridAudit.withStore(holdfast);
    audit.print(out);
    long oversold = ledger.oversold();
    return new DemoReport(
        1,
        Math.round(seconds * 10) / 10.0,
        Math.round(warmUpNanos / 1e8) / 10.0,
        figures.calls.sum(),
        figures.granted.sum(),
        figures.refused.sum(),
        figures.confirmed.sum(),
        figures.released.sum(),
        figures.expired.sum(),
        figures.extended.sum(),
        figures.shipped.sum(),
        figures.cancelled.sum(),
        figures.repeated.sum(),
        figures.flashGranted.sum(),
        figures.flashRefused.sum(),
        figures.turnedAway.sum(),
        oversold,
        verdict.lost(),
        audit.passed() && findings.count() == 0 && oversold == 0 && verdict.lost() == 0,
        figures.whole().getValueAtPercentile(50),
        figures.whole().getValueAtPercentile(99),
        holdfast.grid().status().writeBehindLagP99Millis(),
        findings.kept());
  }

  /** What can be said without asking the grid. */
  void farewell(PrintStream out) {
    out.printf(
        "%n  stopped: %,d holds granted, %,d refused, %,d confirmed, %,d expired; oversold %,d%n",
        figures.granted.sum(),
        figures.refused.sum(),
        figures.confirmed.sum(),
        figures.expired.sum(),
        ledger.oversold());
  }
}
