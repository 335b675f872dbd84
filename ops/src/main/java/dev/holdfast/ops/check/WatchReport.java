package dev.holdfast.ops.check;

import dev.holdfast.ops.command.Report;
import java.util.List;

/**
 * The result of {@code check watch}.
 *
 * @param holds taken and ended while it ran
 * @param events with values that reached the watcher
 * @param reconnects of the watcher, after cuts
 * @param resets it got: one, when it was further behind than the grid remembers
 * @param revisionsBack values that were older than one seen before
 * @param cuts one after the other
 */
public record WatchReport(
    boolean passed,
    int skus,
    int secondsOfACut,
    long holds,
    long events,
    long reconnects,
    long resets,
    long revisionsBack,
    List<WatchCut> cuts,
    List<String> findings)
    implements Report {

  public WatchReport {
    cuts = List.copyOf(cuts);
    findings = List.copyOf(findings);
  }
}
