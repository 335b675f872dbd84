package dev.holdfast.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Many histories, lived through on all processors. */
final class Histories {
  private static final int MOST_BROKEN = 20;

  /** How many members grids have, as often as they stand here. */
  private static final int[] SIZES = {1};

  private final long first;
  private final long count;
  private final int size;
  private final AtomicLong next = new AtomicLong();
  private final LongAdder lived = new LongAdder();
  private final LongAdder answers = new LongAdder();
  private final LongAdder grants = new LongAdder();
  private final LongAdder starts = new LongAdder();
  private final ConcurrentSkipListSet<Long> broken = new ConcurrentSkipListSet<>();

  /**
   * Histories to come.
   *
   * @param size of all grids, or 0: of each by its seed
   */
  Histories(long first, long count, int size) {
    this.first = first;
    this.count = count;
    this.size = size;
  }

  /** What they came to. */
  record Sum(
      long histories,
      long answers,
      long grants,
      long starts,
      List<Long> broken,
      double perSecond) {}

  /** How many members a seed's grid has. */
  int members(long seed) {
    long mixed = seed * 0x9E3779B97F4A7C15L;
    return size > 0 ? size : SIZES[(int) Long.remainderUnsigned(mixed >>> 32, SIZES.length)];
  }

  /** Lives through them, at most for so long; says once a second how far it is. */
  Sum live(long seconds, Consumer<String> progress) {
    long start = System.nanoTime();
    long end = start + seconds * 1_000_000_000L;
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      workers.add(Thread.ofPlatform().daemon().start(() -> work(end)));
    }
    try {
      for (Thread worker : workers) {
        while (!worker.join(java.time.Duration.ofSeconds(1))) {
          progress.accept(
              String.format(
                  Locale.ROOT,
                  "%,d of %,d histories, %.0f a second, %d broken",
                  lived.sum(),
                  count,
                  lived.sum() * 1e9 / (System.nanoTime() - start),
                  broken.size()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Sum(
        lived.sum(),
        answers.sum(),
        grants.sum(),
        starts.sum(),
        List.copyOf(broken),
        lived.sum() * 1e9 / Math.max(1, System.nanoTime() - start));
  }

  private void work(long end) {
    long number = next.getAndIncrement();
    while (number < count && broken.size() < MOST_BROKEN && System.nanoTime() - end < 0) {
      long seed = first + number;
      History history = new History(seed, members(seed), Plant.NONE, Integer.MAX_VALUE);
      if (Simulation.broken(history) != null) {
        broken.add(seed);
      }
      lived.increment();
      answers.add(history.answers());
      grants.add(history.grants());
      starts.add(history.starts());
      number = next.getAndIncrement();
    }
  }
}
