package dev.holdfast.ops.check;

import java.util.List;

/**
 * The result of {@code check kill9}.
 *
 * @param holds grants of all rounds, compared once more after the last
 */
public record KillReport(
    boolean passed,
    int rounds,
    long holds,
    boolean auditPassed,
    List<KillRound> perRound,
    List<String> findings) {

  public KillReport {
    perRound = List.copyOf(perRound);
    findings = List.copyOf(findings);
  }
}
