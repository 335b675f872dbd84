package dev.holdfast.simulation;

import dev.holdfast.cluster.host.Clock;

/**
 * The machine's clocks, and between which bounds shard time must be. Its wall clock jumps; shard
 * time must not.
 */
final class VirtualClock implements Clock {
  /** A monotonic clock may read anything at first. */
  private static final long ORIGIN = -7 * Schedule.SECOND;

  private final Schedule schedule;
  private final boolean jumpsMonotonic;
  private long wallOffset = 1_795_737_600_000L;
  private long jumped;
  private long started;
  private long earliest;
  private long latest;

  VirtualClock(Schedule schedule, Plant plant) {
    this.schedule = schedule;
    this.jumpsMonotonic = plant == Plant.JUMPING_CLOCK;
  }

  @Override
  public long nanos() {
    return ORIGIN + schedule.now() + (jumpsMonotonic ? jumped * Schedule.MILLI : 0);
  }

  @Override
  public long wallMillis() {
    return wallOffset + jumped + schedule.now() / Schedule.MILLI;
  }

  void jump(long millis) {
    jumped += millis;
  }

  /** A process begins: shard time goes on from the log or from the wall clock. */
  void start() {
    latest = Math.max(latestShardMillis(), wallMillis());
    earliest = wallMillis();
    started = schedule.now();
  }

  /** No shard's time is later than this. */
  long latestShardMillis() {
    return latest + elapsed();
  }

  /** No shard's time is earlier than this. */
  long earliestShardMillis() {
    return earliest + elapsed();
  }

  private long elapsed() {
    return (schedule.now() - started) / Schedule.MILLI;
  }
}
