package dev.holdfast.ops.demo;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** What the traffic did so far. Thread-safe; the histograms are for one reading thread. */
final class Figures {

  private static final long MOST_MICROS = TimeUnit.MINUTES.toMicros(5);

  final LongAdder calls = new LongAdder();
  final LongAdder browsed = new LongAdder();
  final LongAdder granted = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder confirmed = new LongAdder();
  final LongAdder released = new LongAdder();
  final LongAdder expired = new LongAdder();
  final LongAdder extended = new LongAdder();
  final LongAdder shipped = new LongAdder();
  final LongAdder cancelled = new LongAdder();
  final LongAdder repeated = new LongAdder();
  final LongAdder restocked = new LongAdder();
  final LongAdder turnedAway = new LongAdder();
  final LongAdder flashGranted = new LongAdder();
  final LongAdder flashRefused = new LongAdder();

  private final Recorder holds = new Recorder(MOST_MICROS, 3);
  private volatile long warmNanos = System.nanoTime();
  private final Histogram all = new Histogram(MOST_MICROS, 3);

  /** Latencies count of holds that are meant to be taken from then on, a System.nanoTime. */
  void warmFrom(long nanos) {
    warmNanos = nanos;
  }

  /** From when a hold was meant to be taken to its answer, granted or refused. */
  void holdAnswered(long intendedNanos) {
    if (intendedNanos - warmNanos < 0) {
      return;
    }
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - intendedNanos);
    holds.recordValue(Math.clamp(micros, 0, MOST_MICROS));
  }

  /** Latencies since the last call of this method. */
  Histogram interval() {
    Histogram interval = holds.getIntervalHistogram();
    all.add(interval);
    return interval;
  }

  /** Latencies of the whole run. */
  Histogram whole() {
    interval();
    return all;
  }
}
