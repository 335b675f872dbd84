package dev.holdfast.ops.check;

import dev.holdfast.client.Hold;
import dev.holdfast.client.HoldRequest;
import dev.holdfast.client.HoldView;
import dev.holdfast.client.Holdfast;
import dev.holdfast.client.HoldfastException;
import dev.holdfast.ops.command.Findings;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * Takes holds at a fixed rate and ends each as soon as it has it: nine in ten by release, the tenth
 * by confirm and shipment. The time of a hold counts from when it was due, also if it left late, so
 * a pause is seen by every call that it held up. Its own thread.
 */
final class SteadyLoad implements AutoCloseable {

  private static final int AT_ONCE = 8_192;
  private static final int CONFIRM_EVERY = 10;
  private static final long MOST_MICROS = TimeUnit.MINUTES.toMicros(5);

  private final Holdfast holdfast;
  private final Supplier<HoldRequest> requests;
  private final Findings findings;
  private final Recorder recorder = new Recorder(MOST_MICROS, 3);
  private final Histogram whole = new Histogram(MOST_MICROS, 3);
  private final AtomicLong failed = new AtomicLong();
  private final Window window = new Window(AT_ONCE);
  private final Thread thread;
  private final long start = System.nanoTime();
  private volatile long periodNanos;
  private volatile boolean ending;

  /**
   * Starts it.
   *
   * @param requests is asked by one thread only
   * @param findings hears of every call that fails
   */
  SteadyLoad(
      Holdfast holdfast, Supplier<HoldRequest> requests, int holdsASecond, Findings findings) {
    this.holdfast = holdfast;
    this.requests = requests;
    this.findings = findings;
    rate(holdsASecond);
    thread = Thread.ofPlatform().daemon().name("steady-load").start(this::run);
  }

  /** Goes on at another rate. */
  void rate(int holdsASecond) {
    periodNanos = TimeUnit.SECONDS.toNanos(1) / holdsASecond;
  }

  private void run() {
    long due = System.nanoTime();
    for (long number = 0; !ending; number++) {
      due += periodNanos;
      long wait = due - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      }
      window.enter();
      window.leaveAfter(takeAndEnd(number, due));
    }
  }

  private CompletionStage<?> takeAndEnd(long number, long due) {
    return holdfast
        .holdAsync(requests.get())
        .thenCompose(
            hold -> {
              long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - due);
              recorder.recordValue(Math.clamp(micros, 0, MOST_MICROS));
              return end(hold, number);
            })
        .whenComplete((ended, failure) -> note(failure));
  }

  private CompletionStage<HoldView> end(Hold hold, long number) {
    if (number % CONFIRM_EVERY != 0) {
      return hold.releaseAsync();
    }
    return hold.confirmAsync("order-" + number)
        .thenCompose(confirmed -> holdfast.shipAsync(confirmed.name(), "shipment-" + number));
  }

  private void note(@Nullable Throwable failure) {
    if (failure != null) {
      failed.incrementAndGet();
      findings.add("a lock call failed: " + reason(failure));
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof HoldfastException ? String.valueOf(cause.getMessage()) : "" + cause;
  }

  /** Microseconds from due to granted, of the holds since the last call of this. One reader. */
  Histogram interval() {
    Histogram interval = recorder.getIntervalHistogram();
    whole.add(interval);
    return interval;
  }

  /** The same of the whole run. One reader. */
  Histogram whole() {
    interval();
    return whole;
  }

  /** Holds a second, of the whole run. */
  long aSecond() {
    double seconds = (System.nanoTime() - start) / 1e9;
    return Math.round(whole().getTotalCount() / seconds);
  }

  /** Calls that failed so far. */
  long failed() {
    return failed.get();
  }

  /** Asks no more; what was asked may be without an answer. */
  void cease() {
    ending = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops asking, and returns when every call has its answer. */
  @Override
  public void close() {
    cease();
    window.drain();
  }
}
