package dev.holdfast.ops.check;

import dev.holdfast.ops.command.Report;
import java.util.List;

/**
 * The result of {@code check drain}.
 *
 * @param sustainedHoldsPerSecond the last step that held, each hold taken and ended
 * @param lagMillisP99 of the effects of that step, from their time in the journal to the commit
 * @param drainRowsPerSecond median of the rounds
 * @param copyRowsPerSecond of the same rows by COPY into empty tables with the same indexes, median
 */
public record DrainReport(
    boolean passed,
    long sustainedHoldsPerSecond,
    long lagMillisP99,
    List<Step> steps,
    long drainRowsPerSecond,
    long copyRowsPerSecond,
    List<Race> rounds,
    boolean auditPassed,
    List<String> findings)
    implements Report {

  public DrainReport {
    steps = List.copyOf(steps);
    rounds = List.copyOf(rounds);
    findings = List.copyOf(findings);
  }

  /**
   * One rate.
   *
   * @param asked holds a second that were due
   * @param done holds a second that were granted
   * @param effects drained of this step
   * @param cpuPercent of the machine
   */
  public record Step(
      int asked,
      long done,
      long lockMicrosP99,
      long lagMillisP50,
      long lagMillisP99,
      long lagMillisMax,
      long effects,
      double cpuPercent,
      boolean held) {}

  /** One round of the drain against COPY, in rows and rows a second. */
  public record Race(long rows, long transactions, long drainPerSecond, long copyPerSecond) {

    double share() {
      return drainPerSecond / (double) Math.max(1, copyPerSecond);
    }
  }
}
