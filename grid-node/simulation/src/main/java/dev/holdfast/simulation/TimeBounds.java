package dev.holdfast.simulation;

/**
 * Between which values shard time must be, UTC epoch milliseconds. A shard that moves to another
 * member takes its time with it, so that only a wall clock at the start of a process counts.
 */
final class TimeBounds {
  private final Schedule schedule;
  private long sinceNanos;
  private long earliest;
  private long latest;

  TimeBounds(Schedule schedule) {
    this.schedule = schedule;
  }

  /**
   * A process begins: shard time goes on from the log or from its wall clock.
   *
   * @param alone whether no other process lives that could know better
   */
  void started(long wallMillis, boolean alone) {
    latest = Math.max(latest(), wallMillis);
    earliest = alone ? wallMillis : Math.min(earliest(), wallMillis);
    sinceNanos = schedule.now();
  }

  /** No shard's time is later than this. */
  long latest() {
    return latest + elapsed();
  }

  /** No shard's time is earlier than this. */
  long earliest() {
    return earliest + elapsed();
  }

  private long elapsed() {
    return (schedule.now() - sinceNanos) / Schedule.MILLI;
  }
}
