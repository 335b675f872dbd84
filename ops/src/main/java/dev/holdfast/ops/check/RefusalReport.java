package dev.holdfast.ops.check;

import dev.holdfast.ops.command.Report;
import java.util.List;

/** The result of {@code check refusal}. */
public record RefusalReport(boolean passed, LowDisk disk, Flood flood, List<String> findings)
    implements Report {

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

  /**
   * More calls at once than any queue takes.
   *
   * @param inFlight calls of the flood without an answer, at any time
   * @param queueCalls that may wait for a shard
   * @param failed calls that were neither granted nor refused as OVERLOADED
   * @param heapMegabytesBefore in use after a full collection
   * @param heapMegabytesDuring likewise, at the height of the flood
   * @param othersMicrosP50Before of granted holds of many SKUs on a connection of their own, which
   *     tries again what is OVERLOADED: one in ten or so meets the shard that is flooded
   */
  public record Flood(
      int inFlight,
      int queueCalls,
      long granted,
      long overloaded,
      long failed,
      long answersPerSecond,
      long overloadedMicrosP99,
      long heapMegabytesBefore,
      long heapMegabytesDuring,
      long heapMegabytesAfter,
      long othersMicrosP50Before,
      long othersMicrosP50During,
      long othersMicrosP50After,
      long othersMicrosP99Before,
      long othersMicrosP99During,
      long othersMicrosP99After) {}
}
