package dev.holdfast.ops.check;

import dev.holdfast.client.HoldState;
import dev.holdfast.client.HoldView;
import dev.holdfast.client.Holdfast;
import dev.holdfast.client.Reason;
import dev.holdfast.client.RefusedException;
import dev.holdfast.ops.command.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks a recovered node for every claim. One thread asks, answers come on others. */
final class LossVerdict {

  private static final int AT_ONCE = 512;

  private final long lostNanos;
  private final long lagMillis;
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
   * @param lagMillis how long an effect may have waited to be drained
   */
  LossVerdict(long lostNanos, long lagMillis, Findings findings) {
    this.lostNanos = lostNanos;
    this.lagMillis = lagMillis;
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
    if (before > lagMillis) {
      beyondLag++;
      findings.add(
          "%s: %s, acknowledged %,d ms before the loss; the lag was at most %,d ms"
              .formatted(claim.request().id(), how, before, lagMillis));
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
