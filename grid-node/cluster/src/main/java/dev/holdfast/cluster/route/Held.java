package dev.holdfast.cluster.route;

import dev.holdfast.cluster.host.Clock;
import java.util.Iterator;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What names pools or locations that this member has not heard of: it waits for the catalogue, a
 * while. Safe for any thread.
 */
final class Held {
  private static final Logger LOG = LoggerFactory.getLogger(Held.class);
  private static final int MOST = 4_096;
  private static final long LONGEST_NANOS = 2_000_000_000L;

  private final LongSupplier version;
  private final Clock clock;
  private final ConcurrentLinkedQueue<Waiting> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();

  /** Holds what is of a later version of the catalogue than this. */
  Held(LongSupplier version, Clock clock) {
    this.version = version;
    this.clock = clock;
  }

  private record Waiting(long version, long untilNanos, Runnable then, Runnable otherwise) {}

  /**
   * Does something once the catalogue has reached a version, now at best.
   *
   * @param otherwise if that takes too long, or too much waits already
   */
  void when(long wanted, Runnable then, Runnable otherwise) {
    if (wanted <= version.getAsLong()) {
      then.run();
    } else if (count.get() >= MOST) {
      otherwise.run();
    } else {
      count.incrementAndGet();
      queue.add(new Waiting(wanted, clock.nanos() + LONGEST_NANOS, then, otherwise));
    }
  }

  /** Lets go on what waits for what has come, or has waited too long. */
  void look() {
    long known = version.getAsLong();
    long now = clock.nanos();
    for (Iterator<Waiting> all = queue.iterator(); all.hasNext(); ) {
      Waiting waiting = all.next();
      boolean here = waiting.version() <= known;
      // Only who removes it does it.
      if ((here || waiting.untilNanos() - now <= 0) && queue.remove(waiting)) {
        count.decrementAndGet();
        run(here ? waiting.then() : waiting.otherwise());
      }
    }
  }

  /** One that fails is lost, as any message may be; the others are not. */
  private static void run(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      LOG.error("what waited for the catalogue is lost", e);
    }
  }
}
