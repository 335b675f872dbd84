package dev.holdfast.ops.check;

import dev.holdfast.client.Holdfast;
import dev.holdfast.ops.check.Claim.Step;
import dev.holdfast.ops.command.Findings;
import dev.holdfast.ops.command.GridAudit;
import dev.holdfast.ops.command.Pause;
import dev.holdfast.ops.node.NodePorts;
import dev.holdfast.ops.node.NodeProcess;
import dev.holdfast.ops.node.TargetGrid;
import dev.holdfast.ops.node.WorkFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Ends a node under load, starts it again on its data, and asks it for everything it had
 * acknowledged; round after round on the same data. For one thread.
 */
final class KillRounds {

  private static final long POLL_MILLIS = 1;
  private static final int AT_ONCE = 512;

  private final int rounds;
  private final int holds;
  private final Consumer<NodeProcess> killing;
  private final Findings findings = new Findings();
  private final List<Claim> all = new ArrayList<>();
  private final CheckShop shop = new CheckShop();

  /**
   * Prepares them.
   *
   * @param holds acknowledged holds in each round before the kill, at least
   * @param killing ends the node, and what is to end with it
   */
  KillRounds(int rounds, int holds, Consumer<NodeProcess> killing) {
    this.rounds = rounds;
    this.holds = holds;
    this.killing = killing;
  }

  KillReport run(WorkFolder folder) {
    NodePorts ports = NodePorts.free();
    List<KillRound> results = new ArrayList<>();
    NodeProcess node = NodeProcess.start(folder.path(), ports);
    try (Holdfast holdfast = TargetGrid.connection(node.target()).connect()) {
      CheckShop.open(holdfast);
    }
    System.out.println(
        "  round  acknowledged  in flight  restart ms  lost  differing  second  audit");
    for (int round = 1; round <= rounds; round++) {
      List<Claim> claims = killUnderLoad(node);
      node = NodeProcess.start(folder.path(), ports);
      results.add(judge(round, claims, node));
    }
    try (NodeProcess survivor = node;
        Holdfast holdfast = TargetGrid.connection(survivor.target()).connect()) {
      KillVerdict last = new KillVerdict(holdfast, findings);
      last.compareAll(all);
      GridAudit audit = GridAudit.withStore(holdfast);
      audit.print(System.out);
      boolean passed = findings.count() == 0 && audit.passed();
      return new KillReport(passed, rounds, all.size(), audit.passed(), results, findings.kept());
    }
  }

  private List<Claim> killUnderLoad(NodeProcess node) {
    try (Holdfast holdfast = TargetGrid.connection(node.target()).maxRetries(0).connect()) {
      KillLoad load = new KillLoad(holdfast, shop, AT_ONCE, findings);
      Thread killer = Thread.ofVirtual().start(() -> killOnce(node, load));
      List<Claim> claims = load.run();
      Pause.until(killer);
      return claims;
    }
  }

  /** The load goes on until the node is gone, so that must not fail to happen. */
  private void killOnce(NodeProcess node, KillLoad load) {
    try {
      while (load.acknowledged() < holds && !load.nodeGone()) {
        Pause.millis(POLL_MILLIS);
      }
      killing.accept(node);
    } catch (RuntimeException e) {
      findings.add("the kill did not go as it should: " + e);
    } finally {
      if (node.isAlive()) {
        node.kill9();
      }
    }
  }

  private KillRound judge(int round, List<Claim> claims, NodeProcess node) {
    List<Claim> answered = claims.stream().filter(c -> c.unanswered() == null).toList();
    List<Claim> unknown = claims.stream().filter(c -> c.unanswered() != null).toList();
    List<Step> steps =
        unknown.stream().map(claim -> Objects.requireNonNull(claim.unanswered())).toList();
    long acknowledged = claims.stream().filter(Claim::acknowledged).count();
    try (Holdfast holdfast = TargetGrid.connection(node.target()).connect()) {
      KillVerdict verdict = new KillVerdict(holdfast, findings);
      verdict.compareAll(answered);
      verdict.resolve(unknown);
      List<Claim> there = claims.stream().filter(Claim::acknowledged).toList();
      verdict.repeat(unknown, steps);
      verdict.repeatGrants(there);
      all.addAll(there);
      CheckShop.compareUnits(holdfast, all, findings);
      GridAudit audit = GridAudit.withStore(holdfast);
      audit.addTo(findings);
      KillRound result =
          new KillRound(
              round,
              acknowledged,
              unknown.size(),
              node.startTime().toMillis(),
              verdict.lost(),
              verdict.differing(),
              verdict.secondAnswers(),
              audit.passed());
      note(result);
      return result;
    }
  }

  private void note(KillRound result) {
    if (result.acknowledged() < holds) {
      findings.add("round " + result.round() + ": the node was gone before " + holds + " holds");
    }
    if (result.inFlight() == 0) {
      findings.add("round " + result.round() + ": nothing was in flight at the kill");
    }
    System.out.printf(
        "  %5d  %,12d  %,9d  %,10d  %4d  %9d  %6d  %s%n",
        result.round(),
        result.acknowledged(),
        result.inFlight(),
        result.restartMillis(),
        result.lost(),
        result.differing(),
        result.secondAnswers(),
        result.auditPassed() ? "passed" : "FAILED");
  }
}
