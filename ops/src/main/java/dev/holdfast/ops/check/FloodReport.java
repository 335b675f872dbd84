package dev.holdfast.ops.check;

import dev.holdfast.ops.command.Report;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * The result of {@code check flood}.
 *
 * @param inFlight calls of the flood without an answer, at any time
 * @param callsASecond what the flood asked at most, 0 if as many as it could
 * @param flood what became of its calls
 * @param others granted holds of SKUs of other shards, on a connection of their own that tries
 *     again what is OVERLOADED, 50 a second
 * @param neighbours the same of other SKUs of the flooded shard
 * @param maxQueueWaitMillis the longest that anything waited for a thread of the doors
 * @param cpu processors that were busy, during the flood
 * @param heap in use after a full collection
 */
public record FloodReport(
    boolean passed,
    int inFlight,
    int connections,
    int callsASecond,
    FloodSource.Result flood,
    Stretches others,
    Stretches neighbours,
    double maxQueueWaitMillis,
    Cpu cpu,
    Heap heap,
    List<String> findings)
    implements Report {

  public FloodReport {
    findings = List.copyOf(findings);
  }

  /** Microseconds from when a hold was due to its grant. */
  public record Micros(long holds, long p50, long p99, long max) {

    static Micros of(Histogram micros) {
      return new Micros(
          micros.getTotalCount(),
          micros.getValueAtPercentile(50),
          micros.getValueAtPercentile(99),
          micros.getMaxValue());
    }

    @Override
    public String toString() {
      return "p50 %,d p99 %,d max %,d µs".formatted(p50, p99, max);
    }
  }

  /** Before, during and after the flood. */
  public record Stretches(Micros before, Micros during, Micros after) {}

  /** Processors' worth of time: the machine's, and of it the node's and the flood's. */
  public record Cpu(double machine, double node, double flood) {}

  /** Megabytes. */
  public record Heap(long before, long during, long after) {}
}
