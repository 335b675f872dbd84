package dev.holdfast.ops.check;

import dev.holdfast.client.Hold;
import dev.holdfast.client.HoldRequest;
import dev.holdfast.client.Holdfast;
import dev.holdfast.client.Reason;
import dev.holdfast.client.UnavailableException;
import dev.holdfast.ops.command.Findings;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;
import org.jspecify.annotations.Nullable;

/**
 * Asks for holds, so many without an answer at any time, and tells granted from OVERLOADED. What is
 * granted is kept. The connection must not try again by itself. One thread asks.
 */
final class ClosedLoop {

  private static final long MOST_MICROS = TimeUnit.MINUTES.toMicros(5);

  private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private int mostASecond;
  private final Holdfast holdfast;
  private final Supplier<HoldRequest> requests;
  private final Window window;
  private final Findings findings;
  private final Histogram granted = new SynchronizedHistogram(MOST_MICROS, 3);
  private final Histogram overloaded = new SynchronizedHistogram(MOST_MICROS, 3);
  private final AtomicLong failed = new AtomicLong();

  ClosedLoop(Holdfast holdfast, Supplier<HoldRequest> requests, int atOnce, Findings findings) {
    this.holdfast = holdfast;
    this.requests = requests;
    this.findings = findings;
    window = new Window(atOnce);
  }

  /** Asks no more than so many a second; 0 for as many as go. To be set before it runs. */
  void atMost(int callsASecond) {
    mostASecond = callsASecond;
  }

  /** Asks until that value of {@link System#nanoTime}, then waits for the answers. */
  void runUntil(long end) {
    long begin = System.nanoTime();
    long asked = 0;
    while (System.nanoTime() < end) {
      if (mostASecond > 0 && asked > (System.nanoTime() - begin) / 1e9 * mostASecond) {
        LockSupport.parkNanos(PACE_NANOS);
        continue;
      }
      asked++;
      window.enter();
      long start = System.nanoTime();
      window.leaveAfter(
          holdfast
              .holdAsync(requests.get())
              .whenComplete((hold, failure) -> note(start, hold, failure)));
    }
    window.drain();
  }

  private void note(long start, @Nullable Hold hold, @Nullable Throwable failure) {
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (hold != null) {
      granted.recordValue(Math.min(micros, MOST_MICROS));
    } else if (cause instanceof UnavailableException no && no.reason() == Reason.OVERLOADED) {
      overloaded.recordValue(Math.min(micros, MOST_MICROS));
    } else {
      failed.incrementAndGet();
      findings.add("neither granted nor OVERLOADED: " + cause);
    }
  }

  /** Microseconds of granted calls. */
  Histogram granted() {
    return granted;
  }

  /** Microseconds of calls that were answered OVERLOADED. */
  Histogram overloaded() {
    return overloaded;
  }

  /** Calls that were answered otherwise, or not at all. */
  long failed() {
    return failed.get();
  }
}
