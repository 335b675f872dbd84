package dev.holdfast.ops.recover;

import dev.holdfast.ops.command.Report;
import java.util.List;

/**
 * The result of {@code recover}.
 *
 * @param readyMillis from the start of the node
 * @param liveHolds of all shards; a basket counts in each of its own
 */
public record RecoverReport(
    boolean passed,
    List<RestorePoint> points,
    long readyMillis,
    long positions,
    long liveHolds,
    boolean auditPassed,
    List<String> findings)
    implements Report {

  public RecoverReport {
    points = List.copyOf(points);
    findings = List.copyOf(findings);
  }
}
