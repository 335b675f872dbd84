package dev.holdfast.cluster.journal;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Group commit: a flush that began after a caller came serves it, whoever began it. So callers at
 * the same time wait for at most two flushes, however many they are. Safe for any thread.
 */
final class GroupSync {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private final Runnable flush;
  private long begun;
  private long completed;
  private boolean running;

  GroupSync(Runnable flush) {
    this.flush = flush;
  }

  /** Returns after a flush that began after this call did; throws what that flush threw. */
  void sync() {
    lock.lock();
    try {
      long wanted = begun + 1;
      while (completed < wanted) {
        if (running) {
          ended.awaitUninterruptibly();
        } else {
          flush();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** A flush that throws completes nothing: each waiter then tries, and throws, for itself. */
  private void flush() {
    running = true;
    long round = ++begun;
    lock.unlock();
    boolean done = false;
    try {
      flush.run();
      done = true;
    } finally {
      lock.lock();
      running = false;
      if (done) {
        completed = round;
      }
      ended.signalAll();
    }
  }
}
