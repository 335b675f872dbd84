package dev.holdfast.cluster.node;

import dev.holdfast.cluster.host.ShardHost;
import dev.holdfast.engine.AuditFinding;
import dev.holdfast.engine.RestorePoint;
import dev.holdfast.engine.shard.Shard;
import dev.holdfast.engine.shard.ShardAudit;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Checks the promises while the grid serves: each shard adds itself up between two batches, then
 * its log is folded anew apart from it and compared, and both with what is written behind. Any
 * thread; it takes as long as a recovery.
 */
final class Auditor {
  private final List<ShardHost> hosts;
  private final Compactor compactor;
  private final StoreAuditor store;
  private final List<RestorePoint> restored;

  /**
   * An auditor.
   *
   * @param restored every time that a shard came back from what is written behind
   */
  Auditor(
      List<ShardHost> hosts, Compactor compactor, StoreAuditor store, List<RestorePoint> restored) {
    this.hosts = hosts;
    this.compactor = compactor;
    this.store = store;
    this.restored = List.copyOf(restored);
  }

  /** What a shard is at one sequence. */
  private record Sum(long sequence, long digest, ShardAudit.Result result) {}

  /**
   * Runs all checks.
   *
   * @param wanted asked before each shard; false ends the audit without a word
   * @return whether all checks passed
   */
  boolean run(boolean requireStore, Consumer<AuditFinding> findings, BooleanSupplier wanted) {
    Tally tally = new Tally(findings);
    if (!wanted.getAsBoolean()) {
      return false;
    }
    tally.add(store.reach(requireStore));
    restored.stream().map(Auditor::said).forEach(tally::add);
    for (ShardHost host : hosts) {
      if (!wanted.getAsBoolean()) {
        return false;
      }
      compactor.still(() -> check(host)).forEach(tally::add);
      compactor.still(() -> store.check(host.number(), requireStore)).forEach(tally::add);
    }
    return tally.end();
  }

  /** No check, but never to be forgotten: what was acknowledged between is lost. */
  private static AuditFinding said(RestorePoint point) {
    String reached =
        point.sequence() == 0
            ? "PostgreSQL had nothing of it"
            : "up to effect %d of epoch %d, of %s"
                .formatted(
                    point.sequence(), point.epoch(), Instant.ofEpochMilli(point.timeMillis()));
    return new AuditFinding(
        "restored",
        point.shard(),
        true,
        0,
        "came back from PostgreSQL at " + Instant.ofEpochMilli(point.atMillis()) + ": " + reached);
  }

  /** Sums the findings up on their way. */
  private static final class Tally {
    private final Consumer<AuditFinding> findings;
    private long compared;
    private boolean passed = true;

    Tally(Consumer<AuditFinding> findings) {
      this.findings = findings;
    }

    void add(AuditFinding finding) {
      compared += finding.compared();
      passed &= finding.passed();
      findings.accept(finding);
    }

    boolean end() {
      String detail = passed ? "all checks passed" : "at least one check failed";
      findings.accept(new AuditFinding("summary", -1, passed, compared, detail));
      return passed;
    }
  }

  private List<AuditFinding> check(ShardHost host) {
    Sum sum = sum(host);
    return compare(host.number(), sum, compactor.copy(host.number(), sum.sequence()));
  }

  private static Sum sum(ShardHost host) {
    CompletableFuture<Sum> sum = new CompletableFuture<>();
    host.read(
        shard -> {
          try {
            sum.complete(new Sum(shard.sequence(), shard.view().digest(), shard.view().audit()));
          } catch (RuntimeException e) {
            sum.completeExceptionally(e);
          }
        });
    return sum.join();
  }

  private static List<AuditFinding> compare(int shard, Sum sum, Shard copy) {
    ShardAudit.Result result = sum.result();
    boolean whole = copy.sequence() == sum.sequence();
    boolean equal = whole && copy.view().digest() == sum.digest();
    return List.of(
        new AuditFinding(
            "I1",
            shard,
            result.oversold() == 0,
            result.positions(),
            result.oversold() == 0
                ? "no grant took more than was on hand"
                : result.oversold() + " grants took more than was on hand"),
        new AuditFinding(
            "I3",
            shard,
            result.differences().isEmpty(),
            result.holds(),
            result.differences().isEmpty()
                ? "held and committed units are those of the holds"
                : String.join("; ", result.differences())),
        new AuditFinding(
            "I7",
            shard,
            equal,
            sum.sequence(),
            equal
                ? "memory is the fold of the log up to " + sum.sequence()
                : "memory differs from the fold of the log at " + copy.sequence()),
        new AuditFinding(
            "I8",
            shard,
            whole,
            sum.sequence(),
            whole
                ? "the log has no gap up to " + sum.sequence()
                : "the log ends at " + copy.sequence() + " before " + sum.sequence()));
  }
}
