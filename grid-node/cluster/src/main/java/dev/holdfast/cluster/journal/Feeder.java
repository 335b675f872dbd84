package dev.holdfast.cluster.journal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that feeds the database while there is something to feed. It looks every few
 * milliseconds, so that no append pays for waking it; only one after a quiet second does. Any
 * thread may wake it; one thread starts and closes it.
 */
final class Feeder implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Feeder.class);
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** How often it looks in vain before it sleeps. */
  private static final int QUIET = 200;

  private final Head head;
  private @Nullable Thread thread;
  private volatile boolean sleeping;
  private volatile boolean hurried = true;
  private volatile boolean closing;

  Feeder(Head head) {
    this.head = head;
  }

  void start() {
    Thread started = new Thread(this::run, "journal-feeder");
    started.setDaemon(true);
    thread = started;
    hurried = false;
    started.start();
  }

  /** To be called after something was added. */
  void wake() {
    if (sleeping) {
      sleeping = false;
      LockSupport.unpark(thread);
    }
  }

  /** Lets it look at once. */
  void hurry() {
    if (!hurried) {
      hurried = true;
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    try {
      for (int quiet = 0; !closing; quiet++) {
        hurried = false;
        if (!head.isEmpty()) {
          quiet = 0;
          head.feed();
        }
        if (quiet < QUIET) {
          LockSupport.parkNanos(this, PERIOD_NANOS);
        } else {
          sleep();
        }
      }
    } catch (RuntimeException | Error e) {
      LOG.error("the journal cannot be fed", e);
      head.failed(e);
    }
  }

  /** Whoever adds something either sees this asleep or is seen. */
  private void sleep() {
    sleeping = true;
    while (sleeping && head.isEmpty() && !closing) {
      LockSupport.park(this);
    }
    sleeping = false;
  }

  @Override
  public void close() {
    closing = true;
    Thread running = thread;
    if (running != null) {
      LockSupport.unpark(running);
      boolean interrupted = false;
      while (running.isAlive()) {
        try {
          running.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
