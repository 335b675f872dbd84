package dev.holdfast.engine.simulation;

import java.util.List;

/** Draws when the next thing happens: often at once, often exactly when something is due. */
final class Clock {

  private final Draw draw;
  private final Memory memory;
  private long now = 1_795_737_600_000L;

  Clock(Draw draw, Memory memory) {
    this.draw = draw;
    this.memory = memory;
  }

  long next() {
    long then = draw(draw.between(1, 100));
    now = Math.max(now, then);
    return now;
  }

  private long draw(long dice) {
    if (dice <= 70) {
      return now;
    }
    if (dice <= 86) {
      return now + draw.between(1, 1_500);
    }
    if (dice <= 99) {
      return due(memory.deadlines());
    }
    return draw.chance(90) ? due(memory.forgotten) : now + draw.between(0, 700_000_000);
  }

  /** A millisecond before it, or at it, or a little after. */
  private long due(List<Long> moments) {
    return moments.isEmpty() ? now : draw.oneOf(moments) + draw.oneOf(-1L, 0L, 0L, 1L, 40L);
  }
}
