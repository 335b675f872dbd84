package dev.holdfast.simulation;

import dev.holdfast.cluster.host.Clock;

/** A machine's clocks. Its wall clock jumps; shard time must not. */
final class VirtualClock implements Clock {
  /** A monotonic clock may read anything at first. */
  private static final long ORIGIN = -7 * Schedule.SECOND;

  private static final long WALL_MILLIS = 1_795_737_600_000L;

  private final Schedule schedule;
  private final boolean jumpsMonotonic;
  private final long origin;
  private long jumped;

  VirtualClock(Schedule schedule, Plant plant, int machine) {
    this.schedule = schedule;
    this.jumpsMonotonic = plant == Plant.JUMPING_CLOCK;
    this.origin = ORIGIN + machine * 1_000 * Schedule.SECOND;
  }

  @Override
  public long nanos() {
    return origin + schedule.now() + (jumpsMonotonic ? jumped * Schedule.MILLI : 0);
  }

  @Override
  public long wallMillis() {
    return WALL_MILLIS + jumped + schedule.now() / Schedule.MILLI;
  }

  void jump(long millis) {
    jumped += millis;
  }
}
