package dev.holdfast.simulation;

import dev.holdfast.cluster.host.Clock;

/** A machine's clocks. Its wall clock jumps; shard time must not. */
final class VirtualClock implements Clock {
  /** A monotonic clock may read anything at first. */
  private static final long ORIGIN = -7 * Schedule.SECOND;

  private static final long WALL_MILLIS = 1_795_737_600_000L;

  private final Schedule schedule;
  private final Plant plant;
  private final long origin;
  private long jumped;

  VirtualClock(Schedule schedule, Plant plant, int machine) {
    this.schedule = schedule;
    this.plant = plant;
    this.origin = ORIGIN + machine * 1_000 * Schedule.SECOND;
  }

  @Override
  public long nanos() {
    long now = schedule.now();
    return origin
        + switch (plant) {
          case JUMPING_CLOCK -> now + jumped * Schedule.MILLI;
          case FAST_CLOCK -> 2 * now;
          case SLOW_CLOCK -> now / 2;
          default -> now;
        };
  }

  @Override
  public long wallMillis() {
    return WALL_MILLIS + jumped + schedule.now() / Schedule.MILLI;
  }

  void jump(long millis) {
    jumped += millis;
  }
}
