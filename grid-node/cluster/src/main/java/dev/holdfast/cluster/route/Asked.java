package dev.holdfast.cluster.route;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.StockGrid;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A call that was asked of another member and is not answered. Its fields are under its lock.
 *
 * <p>Each asking has an identity of its own: whoever says MOVED says it of one of them, and only
 * when nobody is left who may have taken the call is it known to have had no effect.
 */
abstract class Asked {
  /** As long as a basket waits at most; a shard that changes its owner takes less. */
  private static final long LONGEST_NANOS = 5_000_000_000L;

  private static final long MILLI = 1_000_000L;

  /** Another configuration is told of at once: this is for what nobody tells. */
  private static final long WAIT_NANOS = 20 * MILLI;

  private static final long FIRST_PATIENCE_NANOS = 250 * MILLI;
  private static final long LAST_PATIENCE_NANOS = 2_000 * MILLI;

  final int shard;
  final long deadlineNanos;
  private final long untilNanos;

  /** Askings that may have had an effect. */
  private final Set<Long> open = new HashSet<>();

  /** The latest of them, answered or not. */
  private long last;

  private boolean answered;
  private long patienceNanos = FIRST_PATIENCE_NANOS;

  /** When to look again though nothing happens. */
  private long nextNanos;

  /** Whom it was asked last; null while it waits for an owner. */
  private @Nullable UUID target;

  /** Of the configuration that it was last asked under, or waits for another than. */
  private long epoch;

  Asked(int shard, long deadlineNanos, long nowNanos) {
    this.shard = shard;
    this.deadlineNanos = deadlineNanos;
    long longest = nowNanos + LONGEST_NANOS;
    boolean longer = deadlineNanos == StockGrid.NO_DEADLINE || deadlineNanos - longest > 0;
    this.untilNanos = longer ? longest : deadlineNanos;
    this.nextNanos = nowNanos;
  }

  /** Decides for it at this member. */
  abstract void takeHere(Here here);

  /** As a message under an identity. */
  abstract Message message(long id, long remainingMillis, long catalogue);

  /** Gives a refusal back; called once, and nothing else is. */
  abstract void refuse(Answer<Void> refusal);

  static <T> Answer<T> impossible() {
    throw new IllegalStateException("a refusal has no value");
  }

  long remainingMillis(long nowNanos) {
    return deadlineNanos == StockGrid.NO_DEADLINE
        ? Message.NO_DEADLINE
        : Math.max(0, (deadlineNanos - nowNanos) / MILLI);
  }

  boolean isOver(long nowNanos) {
    return untilNanos - nowNanos <= 0;
  }

  /** Whether something is to be done about it: time has come, or its owner is another one. */
  boolean isDue(long nowNanos, Ratified.@Nullable Owner now, Set<UUID> alive) {
    if (isOver(nowNanos)) {
      return true;
    }
    if (target != null) {
      boolean same = now != null && now.member().equals(target) && alive.contains(target);
      return !same || nextNanos - nowNanos <= 0;
    }
    return nextNanos - nowNanos <= 0 || (now != null && now.epoch() > epoch);
  }

  /** Whether a member may have taken it that can no longer be asked. */
  boolean isUncertain() {
    return !open.isEmpty();
  }

  void asks(long id, Ratified.Owner owner, long nowNanos) {
    open.add(id);
    target = owner.member();
    last = id;
    epoch = owner.epoch();
    nextNanos = nowNanos + patienceNanos;
    patienceNanos = Math.min(LAST_PATIENCE_NANOS, 2 * patienceNanos);
  }

  /** One of its askings had no effect; a later one may have. */
  void moved(long id, long nowNanos) {
    if (open.remove(id) && id == last) {
      target = null;
      nextNanos = nowNanos + WAIT_NANOS;
    }
  }

  /** For another configuration than this one, or a while. */
  void waits(long nowNanos, Ratified.@Nullable Owner seen) {
    target = null;
    nextNanos = nowNanos + WAIT_NANOS;
    epoch = seen == null ? 0 : seen.epoch();
  }

  /** Whether this is the first answer; the others are late. */
  boolean end() {
    boolean first = !answered;
    answered = true;
    return first;
  }

  boolean isAnswered() {
    return answered;
  }

  Set<Long> open() {
    return open;
  }

  /** What to say when it has waited long enough, or can only have gone wrong. */
  Answer<Void> refusal(long nowNanos) {
    if (isUncertain()) {
      return unknown();
    }
    if (deadlineNanos != StockGrid.NO_DEADLINE && deadlineNanos - nowNanos <= 0) {
      return Answer.refused(
          Reason.DEADLINE_PASSED, "the call's deadline passed before it was decided");
    }
    return Answer.retryLater(
        Reason.SHARD_CLOSED, "shard " + shard + " has no owner that serves it now", 200);
  }

  <T> Answer<T> unknown() {
    return Answer.retryLater(
        Reason.UNKNOWN_OUTCOME,
        "the owner of shard " + shard + " did not answer; retry with the same identity",
        100);
  }
}
