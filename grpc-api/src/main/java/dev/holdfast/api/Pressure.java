package dev.holdfast.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * How long things wait for one thread of the doors, measured by a task that is due every few
 * milliseconds: as late as it runs, as late ran all that came with it. One that is late may be a
 * pause of the machine; the thread is overloaded while every one of the last few was (the idea of
 * CoDel: K. Nichols, V. Jacobson, Controlling Queue Delay, 2012). Belongs to the thread.
 */
final class Pressure {

  /** A wait that is no sign of overload. */
  static final long TARGET_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Calls in flight on a thread that nobody is refused for, however long they take. */
  static final int FEW = 1_024;

  /** So many in a row are no pause. */
  static final int LATE_IN_A_ROW = 5;

  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final LongSupplier nanos;
  private final Timer waits;
  private final AtomicInteger inFlight = new AtomicInteger();
  private long dueNanos;
  private int lateInARow;

  Pressure(LongSupplier nanos, Timer waits) {
    this.nanos = nanos;
    this.waits = waits;
    dueNanos = nanos.getAsLong();
  }

  /** The waits of all threads of the doors together. */
  static Timer waits(MeterRegistry registry) {
    return Timer.builder("holdfast.door.wait")
        .description("How long a call waits for a thread of the doors")
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofSeconds(10))
        .register(registry);
  }

  /** Measures for as long as the thread runs. Any thread. */
  void watch(EventExecutor loop) {
    loop.execute(() -> again(loop));
  }

  private void again(EventExecutor loop) {
    due();
    var unused =
        loop.schedule(
            () -> {
              ran();
              if (!loop.isShuttingDown()) {
                again(loop);
              }
            },
            PERIOD_NANOS,
            TimeUnit.NANOSECONDS);
  }

  /** A task is set for a period from now. */
  void due() {
    dueNanos = nanos.getAsLong() + PERIOD_NANOS;
  }

  /** The task that was due runs. */
  void ran() {
    long now = nanos.getAsLong();
    long wait = Math.max(0, now - dueNanos);
    waits.record(wait, TimeUnit.NANOSECONDS);
    lateInARow = wait > TARGET_NANOS ? lateInARow + 1 : 0;
  }

  /** Calls, or lines of calls, that were read and have no answer yet. Any thread. */
  void entered(int calls) {
    inFlight.addAndGet(calls);
  }

  /** They have their answer, or nobody waits for it. Any thread. */
  void left(int calls) {
    inFlight.addAndGet(-calls);
  }

  /** Whether what arrives now would wait too long, as all before it, because there is so much. */
  boolean isHigh() {
    return lateInARow >= LATE_IN_A_ROW && inFlight.get() >= FEW;
  }
}
