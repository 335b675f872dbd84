package dev.holdfast.api;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;

/** Durations and instants between the API and the engine's milliseconds. */
final class Times {

  static final int NANOS_PER_SECOND = 1_000_000_000;
  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final long FIRST_SECOND = -62_135_596_800L;
  private static final long LAST_SECOND = 253_402_300_799L;

  private Times() {}

  /** Parts of a millisecond count as a whole one. */
  static long millis(Duration duration) {
    return duration.getSeconds() * 1_000 + up(duration.getNanos());
  }

  /** Epoch milliseconds; parts of a millisecond count as a whole one. */
  static long millis(Timestamp instant) {
    return instant.getSeconds() * 1_000 + up(instant.getNanos());
  }

  static Duration duration(long millis) {
    return Duration.newBuilder()
        .setSeconds(Math.floorDiv(millis, 1_000))
        .setNanos(Math.floorMod(millis, 1_000) * NANOS_PER_MILLI)
        .build();
  }

  static Timestamp timestamp(long epochMillis) {
    return Timestamp.newBuilder()
        .setSeconds(Math.floorDiv(epochMillis, 1_000))
        .setNanos(Math.floorMod(epochMillis, 1_000) * NANOS_PER_MILLI)
        .build();
  }

  /** In the years 1 to 9999, with nanoseconds below a second. */
  static boolean isValid(Timestamp instant) {
    return instant.getSeconds() >= FIRST_SECOND
        && instant.getSeconds() <= LAST_SECOND
        && hasNanos(instant.getNanos());
  }

  static boolean hasNanos(int nanos) {
    return nanos >= 0 && nanos < NANOS_PER_SECOND;
  }

  private static int up(int nanos) {
    return (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
  }
}
