package dev.holdfast.simulation;

import java.util.PriorityQueue;

/**
 * Virtual time and what is to happen in it. Of several events at the same moment any may be next.
 * Events of the member's process go with its death; all others stay.
 */
final class Schedule {
  static final long MILLI = 1_000_000;
  static final long SECOND = 1_000 * MILLI;

  private static final int OF_ALL = -1;

  private record Event(long nanos, long order, int life, Runnable task)
      implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(nanos, other.nanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final Draw draw;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long now;
  private int life;

  Schedule(Draw draw) {
    this.draw = draw;
  }

  long now() {
    return now;
  }

  /** The number of the process that lives now. */
  int life() {
    return life;
  }

  /** What the process had still to do is gone. */
  void endLife() {
    life++;
  }

  /** Something outside the process, which outlives it. */
  void outside(long delayNanos, Runnable task) {
    events.add(new Event(now + delayNanos, draw.any(), OF_ALL, task));
  }

  /** Something that the process does. */
  void inside(long delayNanos, Runnable task) {
    events.add(new Event(now + delayNanos, draw.any(), life, task));
  }

  /** Lets the next event happen, if there is one up to then; else it is then. */
  boolean step(long untilNanos) {
    Event next = events.peek();
    while (next != null && next.life != OF_ALL && next.life != life) {
      events.poll();
      next = events.peek();
    }
    if (next == null || next.nanos > untilNanos) {
      now = Math.max(now, untilNanos);
      return false;
    }
    events.poll();
    now = next.nanos;
    next.task.run();
    return true;
  }
}
