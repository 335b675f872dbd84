package dev.holdfast.ops.check;

import dev.holdfast.ops.command.Report;
import java.util.List;

/** The result of {@code check refusal}. */
public record RefusalReport(boolean passed, LowDisk disk, List<String> findings) implements Report {

  public RefusalReport {
    findings = List.copyOf(findings);
  }

  /**
   * Calls of one kind, answered as fast as they go.
   *
   * @param nodeMicros processor time of the node for a call, all its threads together
   */
  public record Cost(long calls, double nodeMicros, long latencyMicrosP50, long latencyMicrosP99) {}

  /**
   * Below the low-water mark of disk.
   *
   * @param grantedCost of a granted create, median of the rounds by processor time
   * @param refusedCost of a create that was refused, likewise
   * @param endingsWhileLow confirms, releases, shipments and cancellations that went on
   * @param retryAfterMillis what the refusal says in its RetryInfo
   * @param refusedAfterMillis from the disk's becoming full to the first refusal
   * @param grantedAfterMillis from the disk's having room again to the first grant
   */
  public record LowDisk(
      Cost grantedCost,
      Cost refusedCost,
      double share,
      long endingsWhileLow,
      long retryAfterMillis,
      long refusedAfterMillis,
      long grantedAfterMillis,
      List<Cost> granted,
      List<Cost> refused) {

    public LowDisk {
      granted = List.copyOf(granted);
      refused = List.copyOf(refused);
    }
  }
}
