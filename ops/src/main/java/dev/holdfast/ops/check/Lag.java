package dev.holdfast.ops.check;

import dev.holdfast.client.GridStatus;
import dev.holdfast.client.Holdfast;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;

/**
 * How far PostgreSQL is behind, as the node says: how long the oldest effect has waited that is not
 * written there. For one thread.
 */
final class Lag {

  private static final long MOST_MILLIS = TimeUnit.HOURS.toMillis(1);

  /** A lag may have grown by that much since it was read. */
  static final long BETWEEN_READINGS_MILLIS = 100;

  private final Holdfast holdfast;

  Lag(Holdfast holdfast) {
    this.holdfast = holdfast;
  }

  /** The shard that waits longest, in milliseconds. */
  long millis() {
    return holdfast.grid().status().shards().stream()
        .mapToLong(GridStatus.ShardStatus::lagMillis)
        .max()
        .orElse(0);
  }

  /** Reads it again and again until that value of {@link System#nanoTime}. */
  Histogram watch(long end) {
    Histogram readings = new Histogram(MOST_MILLIS, 3);
    until(
        end,
        () -> {
          readings.recordValue(Math.clamp(millis(), 0, MOST_MILLIS));
          return false;
        });
    return readings;
  }

  /**
   * Waits until it has fallen to a level.
   *
   * @return how long that took in milliseconds, or -1 if it did not within the time
   */
  long awaitAtMost(long level, long withinNanos) {
    long start = System.nanoTime();
    boolean fell = until(start + withinNanos, () -> millis() <= level);
    return fell ? TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) : -1;
  }

  private static boolean until(long end, BooleanSupplier done) {
    while (System.nanoTime() < end) {
      if (done.getAsBoolean()) {
        return true;
      }
      long pause = TimeUnit.MILLISECONDS.toNanos(BETWEEN_READINGS_MILLIS);
      LockSupport.parkNanos(Math.min(pause, end - System.nanoTime()));
    }
    return false;
  }
}
