package dev.holdfast.ops.check;

import dev.holdfast.client.Hold;
import dev.holdfast.client.HoldView;
import dev.holdfast.client.Holdfast;
import dev.holdfast.client.Reason;
import dev.holdfast.client.UnavailableException;
import dev.holdfast.ops.check.Claim.Step;
import dev.holdfast.ops.command.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Grants, with a confirm or a release after some of them, as fast as a window of unanswered calls
 * allows, until the node is gone. Calls are not tried again here: what has no answer stays so, and
 * what is refused because too many wait was never asked for.
 */
final class KillLoad {

  private static final long PACE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private static final Executor LATER =
      CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);

  private final Holdfast holdfast;
  private final CheckShop shop;
  private final Findings findings;
  private final Window window;
  private final List<Claim> claims = new ArrayList<>();
  private final Queue<Claim> granted = new ConcurrentLinkedQueue<>();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private volatile boolean nodeGone;
  private int mostASecond;

  /**
   * Prepares it.
   *
   * @param atOnce calls without an answer, at most
   */
  KillLoad(Holdfast holdfast, CheckShop shop, int atOnce, Findings findings) {
    window = new Window(atOnce);
    this.holdfast = holdfast;
    this.shop = shop;
    this.findings = findings;
  }

  /** Asks no more than that in a second; 0 for as much as the window allows. */
  void atMost(int callsASecond) {
    mostASecond = callsASecond;
  }

  /** Runs until a call finds the node gone; returns every claim, in the order of the requests. */
  List<Claim> run() {
    long begin = System.nanoTime();
    for (long asked = 0; !nodeGone; asked++) {
      while (mostASecond > 0 && asked > (System.nanoTime() - begin) / 1e9 * mostASecond) {
        LockSupport.parkNanos(PACE_NANOS);
      }
      window.enter();
      Claim next = granted.poll();
      window.leaveAfter(next == null ? grant() : goOn(next));
    }
    window.drain();
    return claims;
  }

  /** Grants acknowledged so far; for any thread. */
  int acknowledged() {
    return acknowledged.get();
  }

  boolean nodeGone() {
    return nodeGone;
  }

  private CompletionStage<?> grant() {
    Claim claim = new Claim(shop.request());
    int number = claims.size();
    claims.add(claim);
    return comingBack(
        holdfast
            .holdAsync(claim.request())
            .thenApply(Hold::view)
            .whenComplete(
                (view, failure) -> {
                  if (answer(claim, view, failure)) {
                    acknowledged.incrementAndGet();
                    if (number % 4 == 0) {
                      granted.add(claim);
                    }
                  }
                }));
  }

  /** Who was refused because too many waited lets them have the time. */
  private static CompletionStage<?> comingBack(CompletionStage<?> call) {
    return call.<Object>thenApply(answer -> answer)
        .exceptionallyCompose(
            failure ->
                isOverloaded(cause(failure))
                    ? CompletableFuture.supplyAsync(Object::new, LATER)
                    : CompletableFuture.failedFuture(failure));
  }

  /** An answer like any other: it says that nothing happened. */
  private static boolean isOverloaded(@Nullable Throwable cause) {
    return cause instanceof UnavailableException no
        && no.reason() == Reason.OVERLOADED
        && !no.outcomeUnknown();
  }

  private static @Nullable Throwable cause(@Nullable Throwable failure) {
    return failure instanceof CompletionException ? failure.getCause() : failure;
  }

  private CompletionStage<?> goOn(Claim claim) {
    boolean confirm = Math.floorMod(claim.request().id().hashCode(), 2) == 0;
    claim.asks(confirm ? Step.CONFIRM : Step.RELEASE);
    String name = claim.grant().name();
    CompletionStage<HoldView> call =
        confirm ? holdfast.confirmAsync(name, CheckShop.order(claim)) : holdfast.releaseAsync(name);
    return call.whenComplete((view, failure) -> answer(claim, view, failure));
  }

  private boolean answer(Claim claim, @Nullable HoldView view, @Nullable Throwable failure) {
    if (view != null) {
      claim.answered(view);
      return true;
    }
    Throwable cause = cause(failure);
    if (isOverloaded(cause)) {
      return false;
    }
    if (cause instanceof UnavailableException) {
      nodeGone = true;
    } else {
      findings.add(claim.request().id() + ": not expected: " + cause);
    }
    return false;
  }
}
