package dev.holdfast.api;

import io.micrometer.core.instrument.Timer;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;

/**
 * Finds the event loop that a call came in on. Answers go back through it: the grid's threads only
 * hand them over, and what belongs to one call or stream is touched by one thread. Safe for any
 * thread.
 */
final class EventLoops {

  private final EventExecutor[] loops;
  private final Pressure[] pressures;

  /**
   * Finds and measures them.
   *
   * @param waits hears how long things wait for their loop
   */
  EventLoops(EventLoopGroup workers, Timer waits) {
    int count = 0;
    for (EventExecutor ignored : workers) {
      count++;
    }
    loops = new EventExecutor[count];
    pressures = new Pressure[count];
    int i = 0;
    for (EventExecutor loop : workers) {
      loops[i] = loop;
      pressures[i] = new Pressure(System::nanoTime, waits);
      pressures[i++].watch(loop);
    }
  }

  /**
   * The loop that runs the caller.
   *
   * @throws IllegalStateException if the caller is on no worker: the doors serve on theirs alone
   */
  EventExecutor current() {
    return loops[index()];
  }

  /** Of the loop that runs the caller. */
  Pressure pressure() {
    return pressures[index()];
  }

  private int index() {
    for (int i = 0; i < loops.length; i++) {
      if (loops[i].inEventLoop()) {
        return i;
      }
    }
    throw new IllegalStateException("not on a worker of the doors: " + Thread.currentThread());
  }
}
