package dev.holdfast.server;

import dev.holdfast.cluster.node.Node;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The threads of a node beside those of its doors. */
final class Threads implements AutoCloseable {
  private static final long TICK_MILLIS = 3;
  private static final long KEEP_MILLIS = 1_000;
  private static final long TELL_MILLIS = 10;

  private final ExecutorService workers =
      Executors.newFixedThreadPool(
          Math.max(2, Runtime.getRuntime().availableProcessors()), named("shard-worker"));
  private final ExecutorService flusher = Executors.newSingleThreadExecutor(named("flusher"));
  private final ExecutorService background = Executors.newFixedThreadPool(3, named("background"));
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(named("ticker"));
  private final ScheduledExecutorService keeper =
      Executors.newSingleThreadScheduledExecutor(named("snapshots"));

  private final ScheduledExecutorService teller =
      Executors.newSingleThreadScheduledExecutor(named("watches"));

  private static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.getAndIncrement());
      thread.setDaemon(true);
      return thread;
    };
  }

  Executor workers() {
    return workers;
  }

  Executor flusher() {
    return flusher;
  }

  Executor background() {
    return background;
  }

  /** Lets time pass for a node. */
  void start(Node node, Consumer<Throwable> fatal) {
    every(ticker, TICK_MILLIS, node::tick, fatal);
    every(keeper, KEEP_MILLIS, node::keep, fatal);
    every(teller, TELL_MILLIS, node::tell, fatal);
  }

  private static void every(
      ScheduledExecutorService executor, long millis, Runnable task, Consumer<Throwable> fatal) {
    var unused =
        executor.scheduleWithFixedDelay(
            () -> {
              try {
                task.run();
              } catch (RuntimeException | Error e) {
                fatal.accept(e);
              }
            },
            millis,
            millis,
            TimeUnit.MILLISECONDS);
  }

  /** Time stops first: what it sets off may need the others. */
  @Override
  public void close() throws InterruptedException {
    for (ExecutorService executor : List.of(ticker, teller, keeper, background, workers, flusher)) {
      executor.shutdown();
      var unused = executor.awaitTermination(5, TimeUnit.SECONDS);
    }
  }
}
