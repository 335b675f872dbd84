package dev.holdfast.cluster.host;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.Reason;

/**
 * Where calls go for which this member does not decide, since another one owns the shard, or since
 * this one does not yet. Safe for any thread, never blocks.
 */
public interface Elsewhere {

  /** Takes a call; its reply comes once, on some thread. */
  void take(int shard, Call call);

  /** Takes a call on a hold whole, for who leads the hold at its home. */
  void lead(int home, HoldCommand command, long deadlineNanos, HoldReply reply);

  /** Nobody: what this member does not decide is refused. */
  static Elsewhere nobody() {
    return new Elsewhere() {
      @Override
      public void take(int shard, Call call) {
        call.reply().accept(closed(shard));
      }

      @Override
      public void lead(int home, HoldCommand command, long deadlineNanos, HoldReply reply) {
        reply.accept(closed(home));
      }
    };
  }

  private static <T> Answer<T> closed(int shard) {
    return Answer.retryLater(Reason.SHARD_CLOSED, "shard " + shard + " is CLOSED here", 200);
  }
}
