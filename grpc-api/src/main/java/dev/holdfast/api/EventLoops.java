package dev.holdfast.api;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;

/**
 * Finds the event loop that a call came in on. Answers go back through it: the grid's threads only
 * hand them over, and what belongs to one call or stream is touched by one thread. Safe for any
 * thread.
 */
final class EventLoops {

  private final EventExecutor[] loops;

  EventLoops(EventLoopGroup workers) {
    int count = 0;
    for (EventExecutor ignored : workers) {
      count++;
    }
    loops = new EventExecutor[count];
    int i = 0;
    for (EventExecutor loop : workers) {
      loops[i++] = loop;
    }
  }

  /**
   * The loop that runs the caller.
   *
   * @throws IllegalStateException if the caller is on no worker: the doors serve on theirs alone
   */
  EventExecutor current() {
    for (EventExecutor loop : loops) {
      if (loop.inEventLoop()) {
        return loop;
      }
    }
    throw new IllegalStateException("not on a worker of the doors: " + Thread.currentThread());
  }
}
