package dev.holdfast.ops.check;

import dev.holdfast.client.Holdfast;
import dev.holdfast.ops.check.Claim.Step;
import dev.holdfast.ops.command.Findings;
import dev.holdfast.ops.command.GridAudit;
import dev.holdfast.ops.command.JsonFile;
import dev.holdfast.ops.command.OperationException;
import dev.holdfast.ops.node.NodePorts;
import dev.holdfast.ops.node.NodeProcess;
import dev.holdfast.ops.node.TargetGrid;
import dev.holdfast.ops.node.WorkFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Ends a node by kill -9 under load, starts it again on its data, and asks it for everything it had
 * acknowledged; round after round on the same data.
 */
@Command(
    name = "kill9",
    mixinStandardHelpOptions = true,
    description =
        "Kills a node under load, round after round: no acknowledged hold is lost or changed, and"
            + " no identity gives a second answer.")
public final class KillCheck implements Callable<Integer> {

  private static final long POLL_MILLIS = 1;

  @Option(
      names = "--rounds",
      defaultValue = "10",
      description = "1 to 1000 (default: ${DEFAULT-VALUE}).")
  private int rounds = 10;

  @Option(
      names = "--holds",
      defaultValue = "10000",
      description = "Acknowledged holds in each round, at least (default: ${DEFAULT-VALUE}).")
  private int holds = 10_000;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Keep the node's data and log here; else in a temporary folder.")
  private @Nullable Path dataDir;

  @Mixin private JsonFile json = new JsonFile();

  private final Findings findings = new Findings();
  private final List<Claim> all = new ArrayList<>();
  private final KillShop shop = new KillShop();

  @Override
  public Integer call() {
    if (rounds < 1 || rounds > 1_000 || holds < 1 || holds > 1_000_000) {
      throw new OperationException("--rounds must be 1 to 1000 and --holds 1 to 1000000");
    }
    try (WorkFolder folder = WorkFolder.at(dataDir, "kill9")) {
      KillReport report = check(folder);
      findings.print(System.out);
      System.out.printf(
          "  %s: %,d holds of %d rounds%n",
          report.passed() ? "passed" : "FAILED", report.holds(), report.rounds());
      json.write(report);
      if (!report.passed()) {
        folder.keep();
        System.out.println("  the node's data and log are in " + folder.path());
      }
      return report.passed() ? 0 : 1;
    }
  }

  private KillReport check(WorkFolder folder) {
    NodePorts ports = NodePorts.free();
    List<KillRound> results = new ArrayList<>();
    NodeProcess node = NodeProcess.start(folder.path(), ports);
    try (Holdfast holdfast = TargetGrid.connection(node.target()).connect()) {
      KillShop.open(holdfast);
    }
    System.out.println("  round  acknowledged  in flight  restart ms  lost  differing  second");
    for (int round = 1; round <= rounds; round++) {
      List<Claim> claims = killUnderLoad(node);
      node = NodeProcess.start(folder.path(), ports);
      results.add(judge(round, claims, node));
    }
    try (NodeProcess survivor = node;
        Holdfast holdfast = TargetGrid.connection(survivor.target()).connect()) {
      KillVerdict last = new KillVerdict(holdfast, findings);
      last.compareAll(all);
      GridAudit audit = GridAudit.of(holdfast);
      audit.print(System.out);
      boolean passed = findings.count() == 0 && audit.passed();
      return new KillReport(passed, rounds, all.size(), audit.passed(), results, findings.kept());
    }
  }

  private List<Claim> killUnderLoad(NodeProcess node) {
    try (Holdfast holdfast = TargetGrid.connection(node.target()).maxRetries(0).connect()) {
      KillLoad load = new KillLoad(holdfast, shop, findings);
      Thread killer = Thread.ofVirtual().start(() -> killOnce(node, load));
      List<Claim> claims = load.run();
      killer.join();
      return claims;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationException("interrupted", e);
    }
  }

  private void killOnce(NodeProcess node, KillLoad load) {
    try {
      while (load.acknowledged() < holds && !load.nodeGone()) {
        Thread.sleep(POLL_MILLIS);
      }
      node.kill9();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
      KillShop.compareUnits(holdfast, all, findings);
      KillRound result =
          new KillRound(
              round,
              acknowledged,
              unknown.size(),
              node.startTime().toMillis(),
              verdict.lost(),
              verdict.differing(),
              verdict.secondAnswers());
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
        "  %5d  %,12d  %,9d  %,10d  %4d  %9d  %6d%n",
        result.round(),
        result.acknowledged(),
        result.inFlight(),
        result.restartMillis(),
        result.lost(),
        result.differing(),
        result.secondAnswers());
  }
}
