package dev.holdfast.api;

import dev.holdfast.v1.HoldCall;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one stream that were read and wait for their turn, bounded by time: as many may wait
 * as were lately served within 50 ms (Little's law: those ahead of a call over its wait are the
 * rate). A queue that runs empty is no sign of overload, however long it was, so the bound goes
 * with it. One thread.
 *
 * @param <T> what is known of a call beside itself
 */
final class CallQueue<T> {

  static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Lines that may wait however slow it was: a node that has just started is. */
  static final int LEAST = Pressure.FEW;

  /** A call that waits. */
  record Waiting<T>(HoldCall call, T known, int lines, long readNanos, int ahead) {

    /** Whether it came in behind many, before the bound was known, and waited far beyond it. */
    boolean isTooLate(long nowNanos) {
      return ahead >= LEAST && nowNanos - readNanos > 2 * LONGEST_NANOS;
    }
  }

  private final ArrayDeque<Waiting<T>> queue = new ArrayDeque<>();
  private final int most;
  private int limit;
  private int lines;

  /**
   * An empty queue.
   *
   * @param most lines that may wait however fast they are served
   */
  CallQueue(int most) {
    this.most = most;
    limit = most;
  }

  /** Whether a call that is added now will have its turn in time. */
  boolean hasRoom() {
    return lines < limit;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Lines that may wait at present. */
  int limit() {
    return limit;
  }

  void add(HoldCall call, T known, int callLines, long nowNanos) {
    queue.add(new Waiting<>(call, known, callLines, nowNanos, lines));
    lines += callLines;
  }

  /** The call that waits longest, or null. */
  @Nullable Waiting<T> poll(long nowNanos) {
    Waiting<T> first = queue.poll();
    if (first == null) {
      limit = most;
    } else {
      lines -= first.lines;
      learn(first.ahead, nowNanos - first.readNanos);
    }
    return first;
  }

  private void learn(int ahead, long waitNanos) {
    if (waitNanos > LONGEST_NANOS) {
      long inTime = ahead * LONGEST_NANOS / waitNanos;
      limit = (int) Math.clamp(inTime, Math.min(LEAST, most), limit);
    } else if (waitNanos < LONGEST_NANOS / 2) {
      limit = Math.min(most, limit + 1);
    }
  }

  /** Empties it. */
  void clear(Consumer<T> each) {
    for (Waiting<T> next = queue.poll(); next != null; next = queue.poll()) {
      each.accept(next.known);
    }
    lines = 0;
  }
}
