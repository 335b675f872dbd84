package dev.holdfast.ops.check;

import dev.holdfast.ops.command.Report;
import java.util.List;

/**
 * The result of {@code check expiry}. Lateness is from a hold's deadline to the arrival of the
 * first answer that shows its unit back: the node's lateness, the poll's round trip and the wait
 * for the next poll together.
 *
 * @param early ends that were seen before their deadline
 * @param missing holds whose unit was not seen back
 * @param spreadMillis from the first to the last deadline
 * @param nodeMetrics what the node itself says of its lateness, lines of its metrics page
 */
public record ExpiryReport(
    boolean passed,
    int holds,
    long spreadMillis,
    long latenessMicrosP50,
    long latenessMicrosP99,
    long latenessMicrosMax,
    long early,
    long missing,
    long polls,
    long otherLocksPerSecond,
    long otherLockMicrosP50,
    long otherLockMicrosP99,
    List<String> nodeMetrics,
    List<String> findings)
    implements Report {

  public ExpiryReport {
    nodeMetrics = List.copyOf(nodeMetrics);
    findings = List.copyOf(findings);
  }
}
