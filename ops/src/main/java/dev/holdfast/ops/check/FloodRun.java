package dev.holdfast.ops.check;

import dev.holdfast.client.Holdfast;
import dev.holdfast.ops.command.Findings;
import dev.holdfast.ops.command.Pause;
import dev.holdfast.ops.node.Footprint;
import dev.holdfast.ops.node.NodePorts;
import dev.holdfast.ops.node.NodeProcess;
import dev.holdfast.ops.node.TargetGrid;
import dev.holdfast.ops.node.WorkFolder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * A flash sale: far more calls for one SKU than its shard's queue takes, from several connections,
 * while a steady load goes on with other SKUs. One thread, and one for each connection.
 */
final class FloodRun implements AutoCloseable {

  private static final int CONNECTIONS = 8;
  private static final int QUEUE_CALLS = 1_000;
  private static final int OTHERS_A_SECOND = 100;

  /** A node that owes so many answers may take its time for one connection. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final long MOST_HEAP_GROWTH_MEGABYTES = 384;

  private final NodeProcess node;
  private final List<Holdfast> flooding = new ArrayList<>();
  private final Holdfast holdfast;
  private final Findings findings;

  FloodRun(WorkFolder folder, Findings findings) {
    this.findings = findings;
    node =
        NodeProcess.start(
            folder.path().resolve("flood"),
            NodePorts.free(),
            Map.of("queue.calls", "" + QUEUE_CALLS));
    holdfast = TargetGrid.connection(node.target()).connect();
    for (int i = 0; i < CONNECTIONS; i++) {
      flooding.add(TargetGrid.connection(node.target()).maxRetries(0).silence(PATIENCE).connect());
    }
  }

  RefusalReport.Flood run(int inFlight, int seconds) {
    CheckShop.open(holdfast);
    CheckShop shop = new CheckShop();
    try (SteadyLoad others = new SteadyLoad(holdfast, shop::request, OTHERS_A_SECOND, findings)) {
      Pause.seconds(seconds);
      others.interval();
      Pause.seconds(seconds);
      Histogram before = others.interval();
      Footprint idle = Footprint.of(node);
      List<ClosedLoop> loops = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      others.interval();
      long start = System.nanoTime();
      long end = start + TimeUnit.SECONDS.toNanos(seconds);
      for (Holdfast connection : flooding) {
        ClosedLoop loop =
            new ClosedLoop(connection, CheckShop::one, inFlight / CONNECTIONS, findings);
        loops.add(loop);
        threads.add(Thread.ofPlatform().daemon().start(() -> loop.runUntil(end)));
      }
      Pause.seconds(Math.max(1, seconds / 2));
      Footprint height = Footprint.of(node);
      threads.forEach(Pause::until);
      double elapsed = (System.nanoTime() - start) / 1e9;
      Histogram during = others.interval();
      Footprint after = Footprint.of(node);
      others.interval();
      Pause.seconds(seconds);
      return report(
          inFlight,
          loops,
          elapsed,
          List.of(before, during, others.interval()),
          List.of(idle, height, after));
    }
  }

  private RefusalReport.Flood report(
      int inFlight,
      List<ClosedLoop> loops,
      double seconds,
      List<Histogram> others,
      List<Footprint> heaps) {
    long granted = loops.stream().mapToLong(loop -> loop.granted().getTotalCount()).sum();
    long refused = loops.stream().mapToLong(loop -> loop.overloaded().getTotalCount()).sum();
    Histogram refusals = new Histogram(TimeUnit.MINUTES.toMicros(5), 3);
    loops.forEach(loop -> refusals.add(loop.overloaded()));
    RefusalReport.Flood flood =
        new RefusalReport.Flood(
            inFlight,
            QUEUE_CALLS,
            granted,
            refused,
            loops.stream().mapToLong(ClosedLoop::failed).sum(),
            Math.round((granted + refused) / seconds),
            refusals.getValueAtPercentile(99),
            heaps.get(0).heapMegabytes(),
            heaps.get(1).heapMegabytes(),
            heaps.get(2).heapMegabytes(),
            others.get(0).getValueAtPercentile(50),
            others.get(1).getValueAtPercentile(50),
            others.get(2).getValueAtPercentile(50),
            others.get(0).getValueAtPercentile(99),
            others.get(1).getValueAtPercentile(99),
            others.get(2).getValueAtPercentile(99));
    judge(flood);
    return flood;
  }

  private void judge(RefusalReport.Flood flood) {
    System.out.printf(
        "  flood: %,d calls in flight for one SKU (a shard queues %,d): %,d granted, %,d"
            + " OVERLOADED, %,d failed; %,d answers/s%n",
        flood.inFlight(),
        flood.queueCalls(),
        flood.granted(),
        flood.overloaded(),
        flood.failed(),
        flood.answersPerSecond());
    System.out.printf(
        "  heap after a collection: %,d MB before, %,d MB at its height, %,d MB after%n",
        flood.heapMegabytesBefore(), flood.heapMegabytesDuring(), flood.heapMegabytesAfter());
    System.out.printf(
        "  steady holds beside it, p50/p99: %,d/%,d µs before, %,d/%,d µs during, %,d/%,d µs"
            + " after%n",
        flood.othersMicrosP50Before(),
        flood.othersMicrosP99Before(),
        flood.othersMicrosP50During(),
        flood.othersMicrosP99During(),
        flood.othersMicrosP50After(),
        flood.othersMicrosP99After());
    if (flood.overloaded() == 0) {
      findings.add("nothing was refused: the flood was no flood");
    }
    if (flood.heapMegabytesDuring() - flood.heapMegabytesBefore() > MOST_HEAP_GROWTH_MEGABYTES) {
      findings.add("the heap grew by more than " + MOST_HEAP_GROWTH_MEGABYTES + " MB");
    }
  }

  @Override
  public void close() {
    flooding.forEach(Holdfast::close);
    holdfast.close();
    node.close();
  }
}
