package dev.holdfast.client.internal;

import java.time.Duration;

/**
 * How long a call may take, and whether a thread waits for it.
 *
 * @param deadlineNanos on the scale of {@link System#nanoTime}
 * @param blocking the caller waits: it may wait for room too, and its answer is completed on the
 *     I/O thread, where nothing of the user's hangs on it
 */
public record Patience(long deadlineNanos, boolean blocking) {

  public static Patience blocking(Duration deadline) {
    return new Patience(System.nanoTime() + deadline.toNanos(), true);
  }

  public static Patience asynchronous(Duration deadline) {
    return new Patience(System.nanoTime() + deadline.toNanos(), false);
  }

  /** For a call that follows another on its thread, which must not wait. */
  public Patience withoutBlocking() {
    return new Patience(deadlineNanos, false);
  }

  public long leftNanos(long nowNanos) {
    return deadlineNanos - nowNanos;
  }
}
