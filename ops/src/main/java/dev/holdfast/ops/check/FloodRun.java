package dev.holdfast.ops.check;

import dev.holdfast.client.Hold;
import dev.holdfast.client.HoldRequest;
import dev.holdfast.client.Holdfast;
import dev.holdfast.ops.command.Findings;
import dev.holdfast.ops.command.Pause;
import dev.holdfast.ops.node.Footprint;
import dev.holdfast.ops.node.Machine;
import dev.holdfast.ops.node.NodePorts;
import dev.holdfast.ops.node.NodeProcess;
import dev.holdfast.ops.node.TargetGrid;
import dev.holdfast.ops.node.WorkFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A flash sale: far more calls for one SKU than can be answered, from several connections of
 * another process, while a steady load goes on with other SKUs from this one. One thread.
 */
final class FloodRun implements AutoCloseable {

  private static final int OTHERS_A_SECOND = 50;
  private static final int WARM_UP_SECONDS = 5;

  /** The flood goes on beyond what is measured: its height is looked at after that. */
  private static final int MORE_SECONDS = 3;

  /** What calls that wait may cost: it is gone when the flood is. */
  private static final long MOST_WAITING_MEGABYTES = 256;

  /** What a granted hold may cost in memory, its row on the way to PostgreSQL included. */
  private static final long MOST_BYTES_A_HOLD = 1_024;

  /** What a heap may have grown by for other reasons. */
  private static final long SLACK_MEGABYTES = 32;

  private static final Pattern MAX_WAIT =
      Pattern.compile("(?m)^holdfast_door_wait_seconds_max(?:\\{[^}]*\\})? ([0-9.eE+-]+)$");

  private final Path folder;
  private final NodeProcess node;
  private final Holdfast holdfast;
  private final Findings findings;

  FloodRun(WorkFolder folder, Findings findings) {
    this.findings = findings;
    this.folder = folder.path();
    node = NodeProcess.start(this.folder, NodePorts.free());
    holdfast = TargetGrid.connection(node.target()).connect();
  }

  FloodReport run(FloodSource.Order order, int seconds, int mostMicrosP50) {
    CheckShop.open(holdfast);
    int flooded = shard(CheckShop.one());
    try (SteadyLoad others = load(number -> shard(CheckShop.one(number)) != flooded);
        SteadyLoad neighbours = load(number -> shard(CheckShop.one(number)) == flooded)) {
      Pause.seconds(WARM_UP_SECONDS);
      start(others, neighbours);
      Pause.seconds(seconds);
      List<FloodReport.Micros> before = stretch(others, neighbours);
      Footprint idle = Footprint.of(node);
      FloodSource.Order whole = order.lasting(WARM_UP_SECONDS + seconds + MORE_SECONDS);
      try (FloodProcess flood = new FloodProcess(node.target(), whole, folder)) {
        Pause.seconds(WARM_UP_SECONDS);
        start(others, neighbours);
        Used used = new Used(flood);
        Pause.seconds(seconds);
        List<FloodReport.Micros> during = stretch(others, neighbours);
        FloodReport.Cpu cpu = used.untilNow();
        double maxWait = maxQueueWaitMillis();
        Footprint height = Footprint.of(node);
        FloodSource.Result result = flood.result();
        Footprint after = Footprint.of(node);
        Pause.seconds(1);
        start(others, neighbours);
        Pause.seconds(seconds);
        List<FloodReport.Micros> last = stretch(others, neighbours);
        return judged(
            order,
            result,
            new FloodReport.Stretches(before.get(0), during.get(0), last.get(0)),
            new FloodReport.Stretches(before.get(1), during.get(1), last.get(1)),
            maxWait,
            cpu,
            new FloodReport.Heap(
                idle.heapMegabytes(), height.heapMegabytes(), after.heapMegabytes()),
            mostMicrosP50);
      }
    }
  }

  private int shard(HoldRequest request) {
    try (Hold hold = holdfast.hold(request)) {
      return hold.view().revision().shard();
    }
  }

  private interface Choice {
    boolean takes(int number);
  }

  /** Single units of the SKUs that the choice takes, in turn. */
  private SteadyLoad load(Choice choice) {
    List<Integer> skus = new ArrayList<>();
    for (int number = 1; number < CheckShop.SKUS; number++) {
      if (choice.takes(number)) {
        skus.add(number);
      }
    }
    Supplier<HoldRequest> requests =
        new Supplier<>() {
          private int next;

          @Override
          public HoldRequest get() {
            return CheckShop.one(skus.get(next++ % skus.size()));
          }
        };
    return new SteadyLoad(holdfast, requests, OTHERS_A_SECOND, findings);
  }

  private static void start(SteadyLoad... loads) {
    for (SteadyLoad load : loads) {
      load.interval();
    }
  }

  private static List<FloodReport.Micros> stretch(SteadyLoad... loads) {
    List<FloodReport.Micros> stretches = new ArrayList<>();
    for (SteadyLoad load : loads) {
      stretches.add(FloodReport.Micros.of(load.interval()));
    }
    return stretches;
  }

  /** Processor time since its making. */
  private final class Used {
    private final FloodProcess flood;
    private final long startNanos = System.nanoTime();
    private final Machine machine = Machine.now();
    private final long nodeMicros = Machine.microsOf(node.pid());
    private final long floodMicros;

    Used(FloodProcess flood) {
      this.flood = flood;
      floodMicros = Machine.microsOf(flood.pid());
    }

    FloodReport.Cpu untilNow() {
      double micros = (System.nanoTime() - startNanos) / 1e3;
      return new FloodReport.Cpu(
          rounded(Machine.now().busySince(machine) * Runtime.getRuntime().availableProcessors()),
          rounded((Machine.microsOf(node.pid()) - nodeMicros) / micros),
          rounded((Machine.microsOf(flood.pid()) - floodMicros) / micros));
    }

    private static double rounded(double processors) {
      return Math.round(100 * processors) / 100.0;
    }
  }

  private double maxQueueWaitMillis() {
    double seconds = 0;
    Matcher max = MAX_WAIT.matcher(node.metrics());
    while (max.find()) {
      seconds = Math.max(seconds, Double.parseDouble(max.group(1)));
    }
    return Math.round(seconds * 1e5) / 100.0;
  }

  private FloodReport judged(
      FloodSource.Order order,
      FloodSource.Result flood,
      FloodReport.Stretches others,
      FloodReport.Stretches neighbours,
      double maxWait,
      FloodReport.Cpu cpu,
      FloodReport.Heap heap,
      int mostMicrosP50) {
    flood.findings().forEach(findings::add);
    if (flood.overloaded() == 0 && order.callsASecond() == 0) {
      findings.add("nothing was refused: the flood was no flood");
    }
    long waiting = heap.during() - heap.after();
    if (waiting > MOST_WAITING_MEGABYTES) {
      findings.add(
          "calls that waited took %,d MB of heap; at most %,d MB are theirs"
              .formatted(waiting, MOST_WAITING_MEGABYTES));
    }
    long kept = heap.after() - heap.before();
    long most = SLACK_MEGABYTES + flood.granted() * MOST_BYTES_A_HOLD / 1_000_000;
    if (kept > most) {
      findings.add(
          "%,d holds are granted and %,d MB of heap are kept; %,d bytes a hold make %,d MB"
              .formatted(flood.granted(), kept, MOST_BYTES_A_HOLD, most));
    }
    if (others.during().p50() > mostMicrosP50) {
      findings.add(
          "a hold of another shard took %,d µs in the median during the flood; --most-p50 is %,d"
              .formatted(others.during().p50(), mostMicrosP50));
    }
    FloodReport report =
        new FloodReport(
            findings.count() == 0,
            order.calls(),
            order.connections(),
            order.callsASecond(),
            flood,
            others,
            neighbours,
            maxWait,
            cpu,
            heap,
            findings.kept());
    print(report);
    return report;
  }

  private static void print(FloodReport report) {
    FloodSource.Result flood = report.flood();
    System.out.printf(
        "  flood: %,d calls in flight for one SKU: %,d granted, %,d OVERLOADED, %,d failed;"
            + " %,d answers/s%n",
        report.inFlight(),
        flood.granted(),
        flood.overloaded(),
        flood.failed(),
        flood.answersPerSecond());
    System.out.printf(
        "  its calls: granted p50 %,d p99 %,d µs, refused p50 %,d p99 %,d µs%n",
        flood.grantedMicrosP50(),
        flood.grantedMicrosP99(),
        flood.overloadedMicrosP50(),
        flood.overloadedMicrosP99());
    print("other shards", report.others());
    print("the same shard", report.neighbours());
    System.out.printf(
        "  longest wait at the doors %s ms; processors busy: %s, the node's %s, the flood's %s%n",
        report.maxQueueWaitMillis(),
        report.cpu().machine(),
        report.cpu().node(),
        report.cpu().flood());
    System.out.printf(
        "  heap after a collection: %,d MB before, %,d MB at its height, %,d MB after%n",
        report.heap().before(), report.heap().during(), report.heap().after());
  }

  private static void print(String whose, FloodReport.Stretches stretches) {
    System.out.printf("  holds of %s: before %s%n", whose, stretches.before());
    System.out.printf("    during %s%n", stretches.during());
    System.out.printf("    after %s%n", stretches.after());
  }

  @Override
  public void close() {
    holdfast.close();
    node.close();
  }
}
