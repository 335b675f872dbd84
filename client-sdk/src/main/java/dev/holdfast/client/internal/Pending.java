package dev.holdfast.client.internal;

import com.google.rpc.Code;
import com.google.rpc.Status;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A call on its way, through all of its attempts. Its fields belong to the I/O thread; the future
 * may be waited for anywhere.
 */
abstract class Pending<A> extends CompletableFuture<A> {

  final Patience patience;
  private int retries;
  private boolean outcomeUnknown;
  private @Nullable Status lastStatus;

  private @Nullable A answer;
  private @Nullable CallFailure failure;

  Pending(Patience patience) {
    this.patience = patience;
  }

  /**
   * Takes note of an attempt that failed.
   *
   * @param maybeDecided the attempt may have taken effect all the same
   * @return the pause before the next attempt, or {@link RetryRule#NEVER}
   */
  long attemptFailed(
      Status status, boolean maybeDecided, RetryRule rule, double random, long nowNanos) {
    outcomeUnknown |= maybeDecided;
    lastStatus = status;
    long pause = rule.pauseNanos(status, retries, random);
    if (pause == RetryRule.NEVER || pause >= patience.leftNanos(nowNanos)) {
      return RetryRule.NEVER;
    }
    retries++;
    return pause;
  }

  /** The failure to report when attempts end with {@link #attemptFailed}. */
  CallFailure exhausted() {
    Status last = lastStatus == null ? Status.getDefaultInstance() : lastStatus;
    return new CallFailure(retries == 0 ? last : retried(last), outcomeUnknown);
  }

  /**
   * The failure to report at the deadline.
   *
   * @param sent an attempt is still unanswered
   */
  CallFailure late(boolean sent) {
    Status.Builder status =
        Details.status(Code.DEADLINE_EXCEEDED, "no answer before the deadline").toBuilder();
    if (lastStatus != null) {
      status
          .setMessage(
              "no answer before the deadline; before that: " + retried(lastStatus).getMessage())
          .addAllDetails(lastStatus.getDetailsList());
    }
    return new CallFailure(status.build(), outcomeUnknown || sent);
  }

  /** The failure to report when the connection closes. */
  CallFailure closed(boolean sent) {
    return new CallFailure(
        Details.status(Code.CANCELLED, "the connection to the grid was closed by this program"),
        outcomeUnknown || sent);
  }

  void answer(A value) {
    answer = value;
  }

  void failure(CallFailure value) {
    failure = value;
  }

  /** Publishes what {@link #answer} or {@link #failure} said. */
  void settle() {
    if (failure != null) {
      completeExceptionally(failure);
    } else {
      complete(answer);
    }
  }

  private Status retried(Status status) {
    return status.toBuilder()
        .setMessage(status.getMessage() + " (attempts: " + (retries + 1) + ")")
        .build();
  }
}
