package dev.holdfast.cluster.host;

import dev.holdfast.cluster.journal.Journal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Lets answers wait until what they show is on disk; all that wait share one flush. Safe for any
 * thread. A failed flush is fatal: what is on disk is unknown then.
 */
public final class Syncer {
  private final Journal journal;
  private final Clock clock;
  private final Executor executor;
  private final HostMetrics metrics;
  private final Consumer<Throwable> fatal;
  private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();

  /** Flushes on the executor, which must run one task at a time. */
  public Syncer(
      Journal journal,
      Clock clock,
      Executor executor,
      HostMetrics metrics,
      Consumer<Throwable> fatal) {
    this.journal = journal;
    this.clock = clock;
    this.executor = executor;
    this.metrics = metrics;
    this.fatal = fatal;
  }

  /** Runs the answer after everything appended before this call is on disk. */
  void whenSynced(Runnable answer) {
    waiting.add(answer);
    if (count.getAndIncrement() == 0) {
      executor.execute(this::flush);
    }
  }

  private void flush() {
    int taken = count.get();
    List<Runnable> answers = new ArrayList<>(taken);
    for (int i = 0; i < taken; i++) {
      answers.add(java.util.Objects.requireNonNull(waiting.poll()));
    }
    try {
      long start = clock.nanos();
      journal.sync();
      metrics.synced(clock.nanos() - start);
    } catch (RuntimeException | Error e) {
      fatal.accept(e);
      return;
    }
    answers.forEach(Runnable::run);
    if (count.addAndGet(-taken) > 0) {
      executor.execute(this::flush);
    }
  }
}
