package dev.holdfast.ops.check;

import dev.holdfast.client.HoldState;
import dev.holdfast.client.HoldView;
import dev.holdfast.client.Holdfast;
import dev.holdfast.client.Reason;
import dev.holdfast.client.RefusedException;
import dev.holdfast.client.Revision;
import dev.holdfast.ops.command.Findings;
import dev.holdfast.ops.recover.RestorePoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks a recovered node for every claim. One thread asks, answers come on others. */
final class LossVerdict {

  private static final int AT_ONCE = 512;

  /** Of clocks that count whole milliseconds. */
  private static final long ROUNDING_MILLIS = 2;

  private final long lostNanos;
  private final Instant lost;
  private final long mostLagMillis;
  private final Map<Integer, RestorePoint> points = new TreeMap<>();
  private final Findings findings;
  private final List<Claim> missing = new ArrayList<>();
  private final List<Claim> present = new ArrayList<>();
  private long behind;
  private long oldestMillis;
  private long beyondLag;

  /**
   * Prepares it.
   *
   * @param lostNanos when the disk was lost, by {@link System#nanoTime}
   * @param lost the same by the wall clock
   * @param mostLagMillis the longest that an effect may have waited to be drained
   * @param points up to where each shard was drained: what is missing must lie behind
   */
  LossVerdict(
      long lostNanos,
      Instant lost,
      long mostLagMillis,
      List<RestorePoint> points,
      Findings findings) {
    this.lostNanos = lostNanos;
    this.lost = lost;
    this.mostLagMillis = mostLagMillis;
    points.forEach(point -> this.points.put(point.shard(), point));
    this.findings = findings;
  }

  void compare(Holdfast holdfast, List<Claim> claims) {
    Window window = new Window(AT_ONCE);
    for (Claim claim : claims) {
      window.enter();
      window.leaveAfter(
          holdfast
              .getAsync(claim.grant().name())
              .whenComplete((found, failure) -> judge(claim, found, failure)));
    }
    window.drain();
  }

  private synchronized void judge(
      Claim claim, @Nullable HoldView found, @Nullable Throwable failure) {
    if (found == null) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      if (cause instanceof RefusedException no && no.reason() == Reason.HOLD_NOT_FOUND) {
        missing.add(claim);
        lost(claim, claim.grantedNanos(), "missing");
        requireNotDrained(claim);
      } else {
        findings.add(claim.request().id() + ": " + cause);
      }
      return;
    }
    present.add(claim);
    HoldState acknowledged = claim.latest().state();
    if (!found.lines().equals(claim.grant().lines())) {
      findings.add(claim.request().id() + ": other lines than acknowledged");
    }
    if (found.state() != acknowledged) {
      if (found.state() == HoldState.HELD) {
        behind++;
        lost(claim, claim.answeredNanos(), "not " + acknowledged);
      } else if (claim.unanswered() == null) {
        findings.add(
            claim.request().id() + ": " + found.state() + ", acknowledged " + acknowledged);
      }
    }
  }

  private void lost(Claim claim, long acknowledgedNanos, String how) {
    long before = TimeUnit.NANOSECONDS.toMillis(lostNanos - acknowledgedNanos);
    oldestMillis = Math.max(oldestMillis, before);
    long lag = lagMillis(claim.grant().revision().shard());
    if (before > lag + ROUNDING_MILLIS) {
      beyondLag++;
      findings.add(
          "%s: %s, acknowledged %,d ms before the loss; only the last %,d ms may be lost"
              .formatted(claim.request().id(), how, before, lag));
    }
  }

  /**
   * How long before the loss the last effect of a shard was made that PostgreSQL has: what came
   * before it is there. A shard that stood still may have been drained long ago, but a drain that
   * stood still is none.
   */
  private long lagMillis(int shard) {
    RestorePoint point = points.get(shard);
    return point == null || point.time().isEmpty()
        ? mostLagMillis
        : Math.min(mostLagMillis, Duration.between(Instant.parse(point.time()), lost).toMillis());
  }

  private void requireNotDrained(Claim claim) {
    Revision granted = claim.grant().revision();
    RestorePoint point = points.get(granted.shard());
    if (point != null && granted.sequence() <= point.sequence()) {
      findings.add(
          "%s: missing, granted by effect %,d of shard %d, which PostgreSQL had up to %,d"
              .formatted(
                  claim.request().id(), granted.sequence(), granted.shard(), point.sequence()));
    }
  }

  synchronized List<Claim> missing() {
    return List.copyOf(missing);
  }

  /** Holds that are there, in whichever state. */
  synchronized List<Claim> present() {
    return List.copyOf(present);
  }

  synchronized long behind() {
    return behind;
  }

  synchronized long oldestMillis() {
    return oldestMillis;
  }

  synchronized long beyondLag() {
    return beyondLag;
  }
}
