package dev.holdfast.ops.check;

import java.io.PrintStream;

/**
 * What was measured in one stretch of an outage check.
 *
 * @param phase {@code healthy} or the fault's name
 * @param lockMicrosP99 from when a hold was due to its grant
 * @param failed lock calls that failed
 * @param cpuPercent of all processors of the machine that was busy, whoever used it
 * @param nodeCpuPercent the node's part of it
 * @param heapMegabytes of the node in use after a full collection at the end
 * @param lagMillisP99 of readings of the oldest effect's wait
 * @param ratio of the p99 to that of the healthy stretch before; 0 for a healthy one
 * @param backMillis from PostgreSQL's answering again until the lag was as usual; 0 for a healthy
 *     one, -1 if it did not fall
 */
public record Minute(
    int round,
    String phase,
    long holdsPerSecond,
    long lockMicrosP50,
    long lockMicrosP99,
    long lockMicrosMax,
    long failed,
    double cpuPercent,
    double nodeCpuPercent,
    long heapMegabytes,
    long journalMegabytes,
    long lagMillisP99,
    long lagMillisMax,
    double ratio,
    long backMillis,
    boolean auditPassed) {

  /** The same with what came after it. */
  Minute withReturn(long millis, boolean audit) {
    return new Minute(
        round,
        phase,
        holdsPerSecond,
        lockMicrosP50,
        lockMicrosP99,
        lockMicrosMax,
        failed,
        cpuPercent,
        nodeCpuPercent,
        heapMegabytes,
        journalMegabytes,
        lagMillisP99,
        lagMillisMax,
        ratio,
        millis,
        audit);
  }

  static void printHead(PrintStream out) {
    out.println(
        "  round phase    holds/s  p50 µs  p99 µs   max µs failed  cpu % node %  heap MB"
            + " journal MB  lag p99   lag max ms  ratio  back ms  I7");
  }

  void print(PrintStream out) {
    out.printf(
        "  %5d %-8s %,7d %,7d %,7d %,8d %6d  %5.1f %6.1f  %,7d %,10d  %,7d  %,11d  %5s %8s  %s%n",
        round,
        phase,
        holdsPerSecond,
        lockMicrosP50,
        lockMicrosP99,
        lockMicrosMax,
        failed,
        cpuPercent,
        nodeCpuPercent,
        heapMegabytes,
        journalMegabytes,
        lagMillisP99,
        lagMillisMax,
        ratio == 0 ? "" : "%.2f".formatted(ratio),
        ratio == 0 ? "" : "" + backMillis,
        ratio == 0 ? "" : auditPassed ? "holds" : "FAILED");
  }
}
