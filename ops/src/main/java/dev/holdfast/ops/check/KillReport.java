package dev.holdfast.ops.check;

import dev.holdfast.ops.command.Report;
import java.util.List;

/**
 * The result of {@code check kill9} or {@code killboth}.
 *
 * @param holds grants of all rounds, compared once more after the last
 */
public record KillReport(
    boolean passed,
    int rounds,
    long holds,
    boolean auditPassed,
    List<KillRound> perRound,
    List<String> findings)
    implements Report {

  public KillReport {
    perRound = List.copyOf(perRound);
    findings = List.copyOf(findings);
  }
}
