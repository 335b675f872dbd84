package dev.holdfast.ops.check;

import dev.holdfast.client.Hold;
import dev.holdfast.client.Holdfast;
import dev.holdfast.client.HoldfastException;
import dev.holdfast.client.Reason;
import dev.holdfast.client.UnavailableException;
import dev.holdfast.ops.command.Findings;
import dev.holdfast.ops.command.OperationException;
import dev.holdfast.ops.command.Pause;
import dev.holdfast.ops.node.Machine;
import dev.holdfast.ops.node.NodePorts;
import dev.holdfast.ops.node.NodeProcess;
import dev.holdfast.ops.node.TargetGrid;
import dev.holdfast.ops.node.WorkFolder;
import dev.holdfast.ops.store.Ballast;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * A node whose low-water mark of disk lies a little below what is free: a file takes that away and
 * gives it back. One thread.
 */
final class LowDiskRun implements AutoCloseable {

  private static final int AT_ONCE = 64;
  private static final int HELD_BEFORE = 200;
  private static final int WARM_UP_SECONDS = 4;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long PROBE_MILLIS = 5;
  private static final Pattern RETRY_DELAY = Pattern.compile("\"retryDelay\": *\"([0-9.]+)s\"");

  private final NodeProcess node;
  private final Holdfast holdfast;
  private final Ballast ballast;
  private final long ballastBytes;
  private final Findings findings;
  private final CheckShop shop = new CheckShop();
  private long retryAfterMillis;

  LowDiskRun(WorkFolder folder, int ballastMegabytes, Findings findings) {
    this.findings = findings;
    ballastBytes = (long) ballastMegabytes << 20;
    long free = free(folder.path());
    if (free < 3 * ballastBytes) {
      throw new OperationException(
          "--ballast-mb: %,d bytes are free, three times that is needed".formatted(free));
    }
    ballast = new Ballast(folder.path().resolve("ballast"));
    node =
        NodeProcess.start(
            folder.path(),
            NodePorts.free(),
            Map.of("disk.least-free", "" + (free - ballastBytes / 2)));
    holdfast = TargetGrid.connection(node.target()).maxRetries(0).connect();
  }

  private static long free(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      throw new OperationException("cannot read the free space of " + folder + ": " + e, e);
    }
  }

  RefusalReport.LowDisk run(int rounds, int seconds, double mostShare) {
    CheckShop.open(holdfast);
    List<Hold> held = new ArrayList<>();
    for (int i = 0; i < HELD_BEFORE; i++) {
      held.add(holdfast.hold(shop.request()));
    }
    cost(Math.min(WARM_UP_SECONDS, seconds), true);
    long refusedAfter = 0;
    long grantedAfter = 0;
    long endings = 0;
    List<RefusalReport.Cost> granted = new ArrayList<>();
    List<RefusalReport.Cost> refused = new ArrayList<>();
    System.out.println(
        "  round  node µs a grant  node µs a refusal  grant p50/p99 µs  refusal p50/p99 µs");
    for (int round = 1; round <= rounds; round++) {
      granted.add(cost(seconds, true));
      ballast.take(ballastBytes);
      refusedAfter = Math.max(refusedAfter, await(false));
      refused.add(cost(seconds, false));
      endings +=
          end(held.subList(held.size() * (round - 1) / rounds, held.size() * round / rounds));
      ballast.drop();
      grantedAfter = Math.max(grantedAfter, await(true));
      print(round, granted.getLast(), refused.getLast());
    }
    RefusalReport.Cost grant = median(granted);
    RefusalReport.Cost refusal = median(refused);
    double share = Math.round(1_000 * refusal.nodeMicros() / grant.nodeMicros()) / 1_000.0;
    System.out.printf(
        "  a refusal costs %.1f µs of the node, a grant %.1f µs: %.2f of it (medians)%n",
        refusal.nodeMicros(), grant.nodeMicros(), share);
    System.out.printf(
        "  while low: %,d endings went on; RetryInfo says %,d ms; refused after %,d ms,"
            + " granted again after %,d ms%n",
        endings, retryAfterMillis, refusedAfter, grantedAfter);
    if (share > mostShare) {
      findings.add("a refusal costs %.2f of a grant".formatted(share));
    }
    return new RefusalReport.LowDisk(
        grant,
        refusal,
        share,
        endings,
        retryAfterMillis,
        refusedAfter,
        grantedAfter,
        granted,
        refused);
  }

  private RefusalReport.Cost cost(int seconds, boolean grants) {
    ClosedLoop loop = new ClosedLoop(holdfast, shop::request, AT_ONCE, findings);
    long micros = Machine.microsOf(node.pid());
    loop.runUntil(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
    micros = Machine.microsOf(node.pid()) - micros;
    Histogram wanted = grants ? loop.granted() : loop.overloaded();
    Histogram other = grants ? loop.overloaded() : loop.granted();
    if (other.getTotalCount() > 0) {
      findings.add(
          "%,d creates were %s".formatted(other.getTotalCount(), grants ? "refused" : "granted"));
    }
    long calls = Math.max(1, wanted.getTotalCount());
    return new RefusalReport.Cost(
        calls,
        Math.round(100.0 * micros / calls) / 100.0,
        wanted.getValueAtPercentile(50),
        wanted.getValueAtPercentile(99));
  }

  private static RefusalReport.Cost median(List<RefusalReport.Cost> costs) {
    return costs.stream()
        .sorted(Comparator.comparingDouble(RefusalReport.Cost::nodeMicros))
        .skip(costs.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  /** Tries until creates are granted, or refused; returns how long that took. */
  private long await(boolean granted) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < PATIENCE_NANOS) {
      if (isGranted() == granted) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      }
      Pause.millis(PROBE_MILLIS);
    }
    throw new OperationException("creates were not " + (granted ? "granted again" : "refused"));
  }

  private boolean isGranted() {
    try {
      holdfast.hold(shop.request());
      return true;
    } catch (UnavailableException no) {
      if (no.reason() != Reason.OVERLOADED) {
        throw no;
      }
      readRetryInfo();
      return false;
    }
  }

  private void readRetryInfo() {
    String refusal =
        node.post(
            "/v1/holds",
            """
            {"holdId": "late", "pool": "check", "lines": [{"sku": "check-0", "quantity": 1}]}\
            """);
    Matcher delay = RETRY_DELAY.matcher(refusal);
    if (refusal.contains("OVERLOADED") && delay.find()) {
      retryAfterMillis = Math.round(1_000 * Double.parseDouble(delay.group(1)));
    } else if (refusal.contains("OVERLOADED")) {
      findings.add("the refusal has no RetryInfo: " + refusal);
    }
  }

  /** Ends holds that were taken before; all ways of ending must work. Returns how many calls. */
  private long end(List<Hold> holds) {
    long calls = 0;
    for (Hold hold : holds) {
      String name = hold.view().name();
      try {
        switch ((int) (calls % 3)) {
          case 0 -> holdfast.release(name);
          case 1 -> holdfast.ship(holdfast.confirm(name, "order").name(), "shipment");
          default -> holdfast.cancel(holdfast.confirm(name, "order").name(), "cancellation");
        }
        calls++;
      } catch (HoldfastException e) {
        findings.add("while the disk was low, a hold could not be ended: " + e.getMessage());
      }
    }
    return calls;
  }

  private static void print(int round, RefusalReport.Cost grant, RefusalReport.Cost refusal) {
    System.out.printf(
        "  %5d  %,15.1f  %,17.1f  %,8d/%,8d  %,9d/%,9d%n",
        round,
        grant.nodeMicros(),
        refusal.nodeMicros(),
        grant.latencyMicrosP50(),
        grant.latencyMicrosP99(),
        refusal.latencyMicrosP50(),
        refusal.latencyMicrosP99());
  }

  @Override
  public void close() {
    holdfast.close();
    node.close();
  }
}
