package dev.holdfast.ops.check;

import dev.holdfast.client.Holdfast;
import dev.holdfast.ops.command.Findings;
import dev.holdfast.ops.command.JsonFile;
import dev.holdfast.ops.command.Pause;
import dev.holdfast.ops.node.TargetGrid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flood of {@code check flood}, in a process of its own: it says when it has begun. */
@Command(
    name = "flood-source",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "Asks for the same SKU, again and again, and never twice for the same hold.")
public final class FloodSource implements Callable<Integer> {

  /** What it prints when every connection asks. */
  static final String BEGUN = "flooding";

  /** A node that owes so many answers may take its time for one connection. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * What it is to do.
   *
   * @param calls without an answer at any time, all connections together
   * @param callsASecond at most, all together, or 0
   * @param seconds for which it asks
   */
  record Order(int calls, int connections, int callsASecond, int seconds) {

    Order lasting(int longer) {
      return new Order(calls, connections, callsASecond, longer);
    }

    List<String> options() {
      return List.of(
          "--calls=" + calls,
          "--connections=" + connections,
          "--calls-a-second=" + callsASecond,
          "--seconds=" + seconds);
    }
  }

  /**
   * What became of its calls.
   *
   * @param failed neither granted nor refused as OVERLOADED
   */
  public record Result(
      long granted,
      long overloaded,
      long failed,
      long answersPerSecond,
      long grantedMicrosP50,
      long grantedMicrosP99,
      long overloadedMicrosP50,
      long overloadedMicrosP99,
      List<String> findings) {}

  @Option(names = "--target", required = true, paramLabel = "HOST:PORT", description = "The node.")
  private String target = "";

  @Option(names = "--calls", required = true, description = "Without an answer at any time.")
  private int calls;

  @Option(names = "--connections", required = true, description = "That share the calls.")
  private int connections;

  @Option(names = "--calls-a-second", required = true, description = "At most, or 0.")
  private int callsASecond;

  @Option(names = "--seconds", required = true, description = "For which it asks.")
  private int seconds;

  @Mixin private JsonFile json = new JsonFile();

  @Override
  public Integer call() {
    List<Holdfast> open = new ArrayList<>();
    Findings findings = new Findings();
    try {
      List<ClosedLoop> loops = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        open.add(TargetGrid.connection(target).maxRetries(0).silence(PATIENCE).connect());
        ClosedLoop loop =
            new ClosedLoop(open.get(i), CheckShop::one, calls / connections, findings);
        loop.atMost(callsASecond / connections);
        loops.add(loop);
      }
      json.write(run(loops, findings));
      return 0;
    } finally {
      open.forEach(Holdfast::close);
    }
  }

  private Result run(List<ClosedLoop> loops, Findings findings) {
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(seconds);
    List<Thread> threads = new ArrayList<>();
    for (ClosedLoop loop : loops) {
      threads.add(Thread.ofPlatform().daemon().start(() -> loop.runUntil(end)));
    }
    System.out.println(BEGUN);
    threads.forEach(Pause::until);
    double elapsed = (System.nanoTime() - start) / 1e9;
    Histogram granted = new Histogram(TimeUnit.MINUTES.toMicros(5), 3);
    Histogram overloaded = new Histogram(TimeUnit.MINUTES.toMicros(5), 3);
    loops.forEach(loop -> granted.add(loop.granted()));
    loops.forEach(loop -> overloaded.add(loop.overloaded()));
    return new Result(
        granted.getTotalCount(),
        overloaded.getTotalCount(),
        loops.stream().mapToLong(ClosedLoop::failed).sum(),
        Math.round((granted.getTotalCount() + overloaded.getTotalCount()) / elapsed),
        granted.getValueAtPercentile(50),
        granted.getValueAtPercentile(99),
        overloaded.getValueAtPercentile(50),
        overloaded.getValueAtPercentile(99),
        findings.kept());
  }
}
