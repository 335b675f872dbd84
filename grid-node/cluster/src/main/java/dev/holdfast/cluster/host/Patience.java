package dev.holdfast.cluster.host;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Answer.Refused;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.StockGrid;

/**
 * How long a basket may wait for its shards, all together: until its call's deadline, or for a few
 * seconds if that is sooner.
 *
 * @param deadlineNanos of the call, a reading of {@link Clock#nanos} or none
 * @param untilNanos after it no shard decides for the basket
 */
record Patience(long deadlineNanos, long untilNanos) {
  static final Patience ENDLESS = new Patience(StockGrid.NO_DEADLINE, StockGrid.NO_DEADLINE);

  private static final long LONGEST_NANOS = 5_000_000_000L;

  static Patience of(long deadlineNanos, long nowNanos) {
    long longest = nowNanos + LONGEST_NANOS;
    boolean longer = deadlineNanos == StockGrid.NO_DEADLINE || deadlineNanos - longest > 0;
    return new Patience(deadlineNanos, longer ? longest : deadlineNanos);
  }

  boolean isOver(long nowNanos) {
    return untilNanos != StockGrid.NO_DEADLINE && untilNanos - nowNanos <= 0;
  }

  /** The refusal of what waited too long. */
  <T> Answer<T> refused(long nowNanos) {
    boolean late = deadlineNanos != StockGrid.NO_DEADLINE && deadlineNanos - nowNanos <= 0;
    return late
        ? Answer.refused(Reason.DEADLINE_PASSED, "the call's deadline passed before it was decided")
        : Answer.retryLater(
            Reason.OVERLOADED, "the units asked for wait for baskets being decided", 50);
  }

  /** A shard knows only how long it might take, not why. */
  <T> Answer<T> explain(Answer<T> answer, long nowNanos) {
    return answer instanceof Refused<T> r && r.reason() == Reason.DEADLINE_PASSED
        ? refused(nowNanos)
        : answer;
  }
}
