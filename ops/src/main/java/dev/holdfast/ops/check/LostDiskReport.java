package dev.holdfast.ops.check;

import dev.holdfast.ops.command.Report;
import dev.holdfast.ops.recover.RestorePoint;
import java.io.PrintStream;
import java.util.List;

/**
 * The result of {@code check lostdisk}.
 *
 * @param restorePoints per shard the revision that the recovered node reached, and its time
 * @param largestLagMillis the longest that an effect was seen to wait before it was drained
 * @param acknowledged holds with an answer before the disk was lost
 * @param missing of these, holds that are not there any more
 * @param behind of these, holds that are there in an earlier state than acknowledged
 * @param oldestLossMillis how long before the loss the oldest of them had been acknowledged
 * @param beyondLag of these, those that had been acknowledged before the last effect of their shard
 *     that PostgreSQL has, or longer before the loss than the check allows
 * @param refusedLate late creates of missing holds that were refused; of one that is there, if none
 *     is missing
 */
public record LostDiskReport(
    boolean passed,
    List<RestorePoint> restorePoints,
    long largestLagMillis,
    long restartMillis,
    long acknowledged,
    long missing,
    long behind,
    long oldestLossMillis,
    long beyondLag,
    long refusedLate,
    String lateRefusal,
    boolean auditPassed,
    List<String> findings)
    implements Report {

  public LostDiskReport {
    restorePoints = List.copyOf(restorePoints);
    findings = List.copyOf(findings);
  }

  void print(PrintStream out) {
    restorePoints.forEach(point -> out.println("  " + point));
    out.printf("  ready again        %,10d ms after the start%n", restartMillis);
    out.printf("  largest lag        %,10d ms%n", largestLagMillis);
    out.printf("  acknowledged       %,10d holds%n", acknowledged);
    out.printf("  missing            %,10d%n", missing);
    out.printf("  in an older state  %,10d%n", behind);
    out.printf("  oldest loss        %,10d ms before the disk was lost%n", oldestLossMillis);
    out.printf("  beyond the lag     %,10d%n", beyondLag);
    out.printf("  refused as late    %,10d  %s%n", refusedLate, lateRefusal);
  }
}
