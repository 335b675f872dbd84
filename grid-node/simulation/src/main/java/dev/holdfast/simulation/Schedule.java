package dev.holdfast.simulation;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time and what is to happen in it. Of several events at the same moment any may be next.
 * Events of a member's process go with its death; all others stay.
 */
final class Schedule {
  static final long MILLI = 1_000_000;
  static final long SECOND = 1_000 * MILLI;

  private record Event(long nanos, long order, @Nullable Life life, Runnable task)
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

  Schedule(Draw draw) {
    this.draw = draw;
  }

  long now() {
    return now;
  }

  /** Something outside all processes, which outlives them. */
  void outside(long delayNanos, Runnable task) {
    events.add(new Event(now + delayNanos, draw.any(), null, task));
  }

  /** Something that a process does. */
  void inside(Life life, long delayNanos, Runnable task) {
    events.add(new Event(now + delayNanos, draw.any(), life, task));
  }

  /** Lets the next event happen, if there is one up to then; else it is then. */
  boolean step(long untilNanos) {
    Event next = events.peek();
    while (next != null && next.life != null && next.life.isOver()) {
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
