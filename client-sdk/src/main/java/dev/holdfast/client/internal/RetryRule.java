package dev.holdfast.client.internal;

import com.google.rpc.Code;
import com.google.rpc.Status;
import java.util.Optional;

/**
 * Whether and when a call is tried again. Pure.
 *
 * @param maxRetries further attempts after the first
 * @param initialNanos the first pause, doubled at each retry
 * @param maxNanos the longest pause that is not the grid's wish
 */
public record RetryRule(int maxRetries, long initialNanos, long maxNanos) {

  /** No further attempt. */
  public static final long NEVER = -1;

  /**
   * The pause before the next attempt, or {@link #NEVER}. Half of it is jitter, so that callers who
   * failed together do not come back together; a pause that the grid asks for is the least.
   *
   * @param retries made so far
   * @param random in [0, 1)
   */
  public long pauseNanos(Status status, int retries, double random) {
    Optional<Long> asked = Details.retryNanos(status);
    boolean transientFailure =
        status.getCode() == Code.UNAVAILABLE_VALUE
            || (status.getCode() == Code.RESOURCE_EXHAUSTED_VALUE && asked.isPresent());
    if (!transientFailure || retries >= maxRetries) {
      return NEVER;
    }
    int doublings = Math.min(retries, 30);
    long longest = initialNanos > maxNanos >> doublings ? maxNanos : initialNanos << doublings;
    long backoff = longest / 2 + (long) (longest / 2 * random);
    long wished = asked.map(nanos -> nanos + (long) (nanos / 4 * random)).orElse(0L);
    return Math.max(backoff, wished);
  }
}
