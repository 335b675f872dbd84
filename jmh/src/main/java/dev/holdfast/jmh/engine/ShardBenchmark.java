package dev.holdfast.jmh.engine;

import dev.holdfast.engine.shard.Frame;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Commands that one shard decides on one core, in batches of {@value Timetable#BATCH}: outcomes and
 * effects written, tables changed. The expiries that the batches bring are counted beside them; to
 * forget ended holds comes on top and is counted nowhere.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(Timetable.BATCH)
@Threads(1)
@Fork(
    value = 2,
    jvmArgs = {"-Xms2g", "-Xmx2g", "-XX:+UseParallelGC", "-XX:+UseTransparentHugePages"})
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class ShardBenchmark {

  /** A shard in its steady state. */
  @State(Scope.Thread)
  public static class Steady {
    /** Holds that are alive at any moment. */
    @Param("1000000")
    public int liveHolds;

    @SuppressWarnings("NullAway.Init") // by fill
    private SteadyShard shard;

    @Setup
    public void fill() {
      shard = new SteadyShard(liveHolds);
      shard.fill();
    }

    /** Says so if the stream and the shard did not stay in step. */
    @TearDown
    public void check() {
      shard.check();
    }
  }

  /** What the measured batches came to: JMH prints both by the second. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Decided {
    /** Holds that expired: each is decided, written as an effect and folded as a command is. */
    public long expiries;

    /** Commands and expiries. */
    public long all;
  }

  /** A stream that nobody reads. */
  @State(Scope.Thread)
  public static class Unread {
    private final CommandStream stream =
        new CommandStream(new Timetable(1_000_000), Shop.catalogue());
    private final Frame frame = new Frame(0);
  }

  /** All of it. */
  @Benchmark
  public int apply(Steady steady, Decided decided) {
    long before = steady.shard.expired();
    int bytes = steady.shard.apply();
    long expiries = steady.shard.expired() - before;
    decided.expiries += expiries;
    decided.all += Timetable.BATCH + expiries;
    return bytes;
  }

  /** The stream alone: what of {@link #apply} is not the shard's. */
  @Benchmark
  public int stream(Unread unread) {
    unread.stream.next(unread.frame);
    return unread.frame.limit();
  }
}
