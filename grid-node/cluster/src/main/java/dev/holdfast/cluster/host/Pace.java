package dev.holdfast.cluster.host;

/**
 * How many calls may wait for a shard so that none waits longer than a time: by Little's law that
 * time over what a call takes, which is measured. A batch counts by its calls, older ones fade, so
 * one pause does not make the shard look slow for long. One thread measures, any may ask.
 */
final class Pace {
  private static final long LONGEST_NANOS = 50_000_000;

  /** A frame of a stream and a few single calls, however slow the shard looks. */
  private static final int LEAST = 2_048;

  /** Calls after which what was measured before counts half. */
  private static final double MEMORY = 8_192;

  private final int most;
  private double calls;
  private double nanos;
  private volatile int limit;

  /**
   * Nothing measured yet.
   *
   * @param most calls, however fast they go
   */
  Pace(int most) {
    this.most = most;
    this.limit = most;
  }

  /** So many calls were decided, appended and answered in this time. */
  void took(int decided, long elapsedNanos) {
    double kept = Math.pow(0.5, decided / MEMORY);
    calls = calls * kept + decided;
    nanos = nanos * kept + elapsedNanos;
    double fitting = LONGEST_NANOS * calls / Math.max(1, nanos);
    limit = (int) Math.min(most, Math.max(LEAST, Math.round(fitting)));
  }

  /** Calls that may wait: at most what was set, at least a few batches. */
  int limit() {
    return limit;
  }
}
