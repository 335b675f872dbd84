package dev.holdfast.ops.check;

import dev.holdfast.client.Hold;
import dev.holdfast.client.HoldView;
import dev.holdfast.client.Holdfast;
import dev.holdfast.client.Reason;
import dev.holdfast.client.RefusedException;
import dev.holdfast.ops.check.Claim.Step;
import dev.holdfast.ops.command.Findings;
import dev.holdfast.ops.command.HoldDifference;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks a restarted node for every claim. Thread-safe counters, one thread that asks. */
final class KillVerdict {

  private static final int AT_ONCE = 512;

  private final Holdfast holdfast;
  private final Findings findings;
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong differing = new AtomicLong();
  private final AtomicLong secondAnswers = new AtomicLong();

  KillVerdict(Holdfast holdfast, Findings findings) {
    this.holdfast = holdfast;
    this.findings = findings;
  }

  long lost() {
    return lost.get();
  }

  long differing() {
    return differing.get();
  }

  long secondAnswers() {
    return secondAnswers.get();
  }

  /** Every answered claim is there, just as its newest answer said. */
  void compareAll(List<Claim> claims) {
    each(
        claims,
        claim -> holdfast.getAsync(claim.latest().name()),
        (claim, found) -> count(differing, claim, HoldDifference.between(claim.latest(), found)));
  }

  /** A repeated grant is the first one's answer in the hold's state of now. */
  void repeatGrants(List<Claim> claims) {
    each(
        claims,
        claim -> holdfast.holdAsync(claim.request()).thenApply(Hold::view),
        (claim, again) ->
            count(
                secondAnswers,
                claim,
                HoldDifference.ofReplay(claim.grant(), again, claim.latest().state())));
  }

  /** What had no answer is asked again under the same identity; then it has one. */
  void resolve(List<Claim> unanswered) {
    each(unanswered, this::retry, Claim::answered);
  }

  /** And asking once more gives the same answer. */
  void repeat(List<Claim> resolved, List<Step> steps) {
    for (int i = 0; i < resolved.size(); i++) {
      Claim claim = resolved.get(i);
      if (claim.unanswered() != null) {
        continue; // already a finding
      }
      HoldView again = call(claim, steps.get(i)).toCompletableFuture().join();
      count(secondAnswers, claim, HoldDifference.between(claim.latest(), again));
    }
  }

  private CompletionStage<HoldView> retry(Claim claim) {
    Step step = claim.unanswered();
    if (step == null) {
      throw new IllegalStateException("answered");
    }
    return call(claim, step);
  }

  private CompletionStage<HoldView> call(Claim claim, Step step) {
    return switch (step) {
      case GRANT -> holdfast.holdAsync(claim.request()).thenApply(Hold::view);
      case CONFIRM -> holdfast.confirmAsync(claim.grant().name(), CheckShop.order(claim));
      case RELEASE -> holdfast.releaseAsync(claim.grant().name());
    };
  }

  private void each(
      List<Claim> claims,
      Function<Claim, CompletionStage<HoldView>> call,
      BiConsumer<Claim, HoldView> compare) {
    Window window = new Window(AT_ONCE);
    for (Claim claim : claims) {
      window.enter();
      window.leaveAfter(
          call.apply(claim)
              .whenComplete(
                  (view, failure) -> {
                    if (view != null) {
                      compare.accept(claim, view);
                    } else {
                      failed(claim, failure);
                    }
                  }));
    }
    window.drain();
  }

  private void failed(Claim claim, @Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    boolean gone =
        cause instanceof RefusedException refused && refused.reason() == Reason.HOLD_NOT_FOUND;
    (gone ? lost : differing).incrementAndGet();
    findings.add(claim.request().id() + ": " + cause);
  }

  private void count(AtomicLong counter, Claim claim, String difference) {
    if (!difference.isEmpty()) {
      counter.incrementAndGet();
      findings.add(claim.request().id() + ": " + difference);
    }
  }
}
