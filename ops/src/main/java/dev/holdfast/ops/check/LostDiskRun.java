package dev.holdfast.ops.check;

import dev.holdfast.client.Holdfast;
import dev.holdfast.client.Reason;
import dev.holdfast.client.RefusedException;
import dev.holdfast.ops.command.Findings;
import dev.holdfast.ops.command.GridAudit;
import dev.holdfast.ops.command.OperationException;
import dev.holdfast.ops.command.Pause;
import dev.holdfast.ops.node.NodePorts;
import dev.holdfast.ops.node.NodeProcess;
import dev.holdfast.ops.node.TargetGrid;
import dev.holdfast.ops.node.WorkFolder;
import dev.holdfast.ops.recover.RestorePoint;
import dev.holdfast.ops.store.Postgres;
import dev.holdfast.ops.store.Queries;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Loses a disk and looks what came back. One thread, and one that kills. */
final class LostDiskRun {

  private static final long FIRST_DRAIN_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int MOST_LATE = 1_000;

  private final WorkFolder folder;
  private final Postgres postgres;
  private final Load load;
  private final long mostLagMillis;
  private final Findings findings = new Findings();
  private final AtomicLong lagMillis = new AtomicLong();
  private final AtomicLong lostNanos = new AtomicLong();
  private volatile Instant lost = Instant.MAX;

  /**
   * What is asked until the disk is lost.
   *
   * @param atOnce calls without an answer, at most
   * @param callsASecond at most, or 0
   */
  record Load(int atOnce, int callsASecond) {}

  /**
   * Prepares it.
   *
   * @param mostLagMillis nothing may be missing that was acknowledged earlier before the loss
   */
  LostDiskRun(WorkFolder folder, Postgres postgres, Load load, long mostLagMillis) {
    this.folder = folder;
    this.postgres = postgres;
    this.load = load;
    this.mostLagMillis = mostLagMillis;
  }

  LostDiskReport run(int seconds) {
    NodePorts ports = NodePorts.free();
    NodeProcess first = NodeProcess.start(folder.path(), ports, postgres.settings());
    try (Holdfast holdfast = TargetGrid.connection(first.target()).connect()) {
      CheckShop.open(holdfast);
      if (new Lag(holdfast).awaitAtMost(mostLagMillis, FIRST_DRAIN_NANOS) < 0) {
        findings.add("the drain did not begin");
      }
    }
    List<Claim> claims =
        loadUntilLost(first, seconds).stream().filter(Claim::acknowledged).toList();
    if (claims.isEmpty()) {
      throw new OperationException("nothing was acknowledged before the disk was lost");
    }
    WorkFolder.delete(first.data());
    System.out.printf("  %,d holds acknowledged, then the disk was lost%n", claims.size());
    Map<Integer, Long> drained;
    try (Queries queries = postgres.queries()) {
      drained = drained(queries);
      long largest = queries.number("select max(largest_lag_ms) from shards");
      lagMillis.accumulateAndGet(largest, Math::max);
    }
    Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    try (NodeProcess second = NodeProcess.start(folder.path(), ports, postgres.settings());
        Holdfast holdfast = TargetGrid.connection(second.target()).connect()) {
      return judge(second, holdfast, claims, points(start, holdfast, drained));
    }
  }

  /** Where PostgreSQL stands, which is as far as a recovery can reach. */
  private static Map<Integer, Long> drained(Queries queries) {
    Map<Integer, Long> drained = new TreeMap<>();
    queries.rows(
        "select shard, sequence from shards where sequence > 0",
        row -> drained.put(row.getInt("shard"), row.getLong("sequence")));
    return drained;
  }

  private List<Claim> loadUntilLost(NodeProcess node, int seconds) {
    try (Holdfast holdfast = TargetGrid.connection(node.target()).maxRetries(0).connect()) {
      KillLoad calls = new KillLoad(holdfast, new CheckShop(), load.atOnce(), findings);
      calls.atMost(load.callsASecond());
      Thread killer = Thread.ofVirtual().start(() -> lose(node, holdfast, seconds));
      List<Claim> claims = calls.run();
      if (lostNanos.get() == 0) {
        findings.add("the load ended before the disk was lost");
      }
      Pause.until(killer);
      return claims;
    }
  }

  /** The load goes on until the node is gone, so that must not fail to happen. */
  private void lose(NodeProcess node, Holdfast holdfast, int seconds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    try {
      lagMillis.set(new Lag(holdfast).watch(end).getMaxValue() + Lag.BETWEEN_READINGS_MILLIS);
    } catch (RuntimeException e) {
      findings.add("the lag could not be read: " + e);
    } finally {
      lostNanos.set(System.nanoTime());
      lost = Instant.now();
      node.kill9();
    }
  }

  /** What the node says must be where PostgreSQL stood. */
  private List<RestorePoint> points(Instant start, Holdfast holdfast, Map<Integer, Long> drained) {
    List<RestorePoint> points = RestorePoint.since(start, holdfast.grid().status());
    Map<Integer, Long> reached = new TreeMap<>();
    points.stream()
        .filter(point -> point.sequence() > 0)
        .forEach(point -> reached.put(point.shard(), point.sequence()));
    if (!reached.equals(drained)) {
      findings.add("PostgreSQL stood at " + drained + ", the node came back to " + reached);
    }
    return points;
  }

  private LostDiskReport judge(
      NodeProcess node, Holdfast holdfast, List<Claim> claims, List<RestorePoint> points) {
    LossVerdict verdict = new LossVerdict(lostNanos.get(), lost, mostLagMillis, points, findings);
    verdict.compare(holdfast, claims);
    // With nothing lost, any create from before shows that late ones are refused.
    List<Claim> missing = verdict.missing();
    List<Claim> late = missing.isEmpty() ? List.of(claims.getLast()) : missing;
    String refusal = "";
    long refused = 0;
    for (Claim claim : late.stream().limit(MOST_LATE).toList()) {
      try {
        holdfast.hold(claim.request());
        findings.add(claim.request().id() + ": a create from before the loss was taken");
      } catch (RefusedException no) {
        refusal = no.reasonText() + ": " + no.refusal().message();
        if (no.reason() == Reason.ISSUED_TOO_EARLY) {
          refused++;
        } else {
          findings.add(claim.request().id() + ": a create from before the loss: " + refusal);
        }
      }
    }
    holdfast.hold(new CheckShop().request()).release();
    GridAudit audit = GridAudit.withStore(holdfast);
    audit.print(System.out);
    audit.addTo(findings);
    return new LostDiskReport(
        findings.count() == 0,
        points,
        lagMillis.get(),
        node.startTime().toMillis(),
        claims.size(),
        missing.size(),
        verdict.behind(),
        verdict.oldestMillis(),
        verdict.beyondLag(),
        refused,
        refusal,
        audit.passed(),
        findings.kept());
  }
}
