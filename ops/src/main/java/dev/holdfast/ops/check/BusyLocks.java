package dev.holdfast.ops.check;

import dev.holdfast.client.Hold;
import dev.holdfast.client.HoldfastException;
import dev.holdfast.ops.command.Findings;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/** Other locks that go on meanwhile: takes and releases holds at a fixed rate. Its own thread. */
final class BusyLocks implements AutoCloseable {

  private static final int AT_ONCE = 1_024;
  private static final long MOST_MICROS = TimeUnit.MINUTES.toMicros(5);

  private final ExpiryShop shop;
  private final Findings findings;
  private final long periodNanos;
  private final Histogram micros = new SynchronizedHistogram(MOST_MICROS, 3);
  private final Window window = new Window(AT_ONCE);
  private final Thread thread;
  private final long start = System.nanoTime();
  private volatile boolean ending;

  BusyLocks(ExpiryShop shop, int aSecond, Findings findings) {
    this.shop = shop;
    this.findings = findings;
    periodNanos = TimeUnit.SECONDS.toNanos(1) / aSecond;
    thread = Thread.ofPlatform().daemon().name("busy-locks").start(this::run);
  }

  /** The time of each call counts from when it was due, also if it left late. */
  private void run() {
    long due = start;
    while (!ending) {
      due += periodNanos;
      long wait = due - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      }
      window.enter();
      takeAndRelease(due);
    }
  }

  private void takeAndRelease(long due) {
    window.leaveAfter(
        shop.holdfast()
            .holdAsync(shop.busy().ttl(Duration.ofMinutes(5)))
            .thenCompose(hold -> release(hold, due))
            .whenComplete(
                (released, failure) -> {
                  if (failure != null) {
                    findings.add("another lock: " + reason(failure));
                  }
                }));
  }

  private CompletionStage<?> release(Hold hold, long due) {
    micros.recordValue(
        Math.min(MOST_MICROS, TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - due)));
    return hold.releaseAsync();
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof HoldfastException ? String.valueOf(cause.getMessage()) : "" + cause;
  }

  long aSecond() {
    double seconds = (System.nanoTime() - start) / 1e9;
    return Math.round(micros.getTotalCount() / seconds);
  }

  long p50Micros() {
    return micros.getValueAtPercentile(50);
  }

  long p99Micros() {
    return micros.getValueAtPercentile(99);
  }

  @Override
  public void close() {
    ending = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    window.drain();
  }
}
