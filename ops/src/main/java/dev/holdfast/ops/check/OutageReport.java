package dev.holdfast.ops.check;

import dev.holdfast.ops.command.Report;
import java.util.List;
import java.util.Map;

/**
 * The result of {@code check outage}.
 *
 * @param holdsPerSecond the fixed rate
 * @param medianRatio per fault: p99 of locks to that of the healthy stretch before, median
 */
public record OutageReport(
    boolean passed,
    int holdsPerSecond,
    Map<String, Double> medianRatio,
    List<Minute> minutes,
    List<String> findings)
    implements Report {

  public OutageReport {
    medianRatio = Map.copyOf(medianRatio);
    minutes = List.copyOf(minutes);
    findings = List.copyOf(findings);
  }
}
