package dev.holdfast.api;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Answer.Refused;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldLine;
import dev.holdfast.engine.Reason;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of large answers may exist at once, from the grid's answer until its reader has
 * taken it: each may be a megabyte, and a thousand callers can ask together. Small answers are
 * bounded by the number of calls alone and are not counted. Safe for any thread.
 */
final class AnswerRoom {

  /** What an answer may have uncounted. */
  static final long SMALL = 32 << 10;

  /** Of one answer to a batch; what clients accept if nothing else is set. */
  static final long MESSAGE = 4 << 20;

  private static final long LEAST = 32 << 20;
  private static final int SHARE_OF_HEAP = 8;
  private static final long RETRY_MILLIS = 200;

  private final long most;
  private final AtomicLong taken = new AtomicLong();

  AnswerRoom(long most) {
    this.most = most;
  }

  /** An eighth of the heap. */
  static AnswerRoom ofHeap() {
    return new AnswerRoom(Math.max(LEAST, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
  }

  /** Takes room for an answer, if there is any left. */
  boolean take(long bytes) {
    if (bytes <= SMALL) {
      return true;
    }
    if (taken.addAndGet(bytes) <= most) {
      return true;
    }
    taken.addAndGet(-bytes);
    return false;
  }

  /** Gives back what {@link #take} took. */
  void giveBack(long bytes) {
    if (bytes > SMALL) {
      taken.addAndGet(-bytes);
    }
  }

  /** Bytes of large answers that exist now. */
  long taken() {
    return taken.get();
  }

  /** About what an answer occupies, as an object and as a message; 0 for what is never large. */
  static long of(Answer<?> answer) {
    return answer instanceof Answer.Done<?>(Object value) && value instanceof Hold hold
        ? of(hold)
        : 0;
  }

  static long of(Hold hold) {
    long bytes = 512;
    for (HoldLine line : hold.lines()) {
      bytes += 256 + 128L * line.backings().size();
    }
    return bytes;
  }

  /**
   * The refusal where no room is left.
   *
   * @param reading whether the call only read: then nothing has happened
   */
  static <T> Refused<T> full(boolean reading) {
    return reading
        ? new Refused<>(
            Reason.OVERLOADED,
            "too many large answers are under way",
            "",
            java.util.List.of(),
            false,
            RETRY_MILLIS)
        : new Refused<>(
            Reason.UNKNOWN_OUTCOME,
            "too many large answers are under way; retry with the same identity",
            "",
            java.util.List.of(),
            false,
            RETRY_MILLIS);
  }
}
