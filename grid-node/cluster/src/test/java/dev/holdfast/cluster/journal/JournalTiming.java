package dev.holdfast.cluster.journal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Measures the journal on this machine's disk: {@code java ... JournalTiming [directory]}. Not a
 * test: its figures depend on who else uses the machine.
 */
final class JournalTiming {

  private static final int SHARDS = 4;

  private final Journal journal;
  private final long[] next = new long[SHARDS];

  private JournalTiming(Journal journal) {
    this.journal = journal;
    for (int shard = 0; shard < SHARDS; shard++) {
      journal.installEpoch(shard, 1, 1);
      next[shard] = 1;
    }
  }

  public static void main(String[] args) throws Exception {
    Path path = args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("journal-timing");
    long openedAt = System.nanoTime();
    try (DataDirectory directory = DataDirectory.open(path);
        Journal journal = RocksJournal.open(directory, SHARDS, JournalLimits.DEFAULT)) {
      System.out.printf("opened in %.0f ms%n", (System.nanoTime() - openedAt) / 1e6);
      JournalTiming timing = new JournalTiming(journal);
      for (int round = 1; round <= 3; round++) {
        System.out.println("round " + round);
        timing.appends(1, 100, 300_000);
        timing.appends(2, 100, 300_000);
        timing.appends(1, 4 << 10, 60_000);
        timing.appends(2, 4 << 10, 60_000);
        timing.syncs(1, 500);
        timing.syncs(2, 500);
        timing.trim();
      }
      timing.paced(200_000, 300, 5);
      System.out.printf("used %,d bytes%n", journal.usedBytes());
    }
    openedAt = System.nanoTime();
    try (DataDirectory directory = DataDirectory.open(path);
        Journal journal = RocksJournal.open(directory, SHARDS, JournalLimits.DEFAULT)) {
      System.out.printf(
          "opened again in %.0f ms, last %,d%n",
          (System.nanoTime() - openedAt) / 1e6, journal.lastSequence(0));
    }
  }

  private interface Work {
    void run(int shard, long[] nanos);
  }

  private void appends(int threads, int bytes, int count) throws InterruptedException {
    byte[] record = noise(bytes);
    measure(
        "append of " + bytes + " B",
        threads,
        count,
        (shard, nanos) -> {
          for (int i = 0; i < nanos.length; i++) {
            long before = System.nanoTime();
            journal.append(shard, 1, next[shard], next[shard], record, bytes);
            nanos[i] = System.nanoTime() - before;
            next[shard]++;
          }
        });
  }

  private void syncs(int threads, int count) throws InterruptedException {
    byte[] record = noise(4 << 10);
    measure(
        "append of 4 KiB and sync",
        threads,
        count,
        (shard, nanos) -> {
          for (int i = 0; i < nanos.length; i++) {
            long before = System.nanoTime();
            journal.append(shard, 1, next[shard], next[shard], record, record.length);
            journal.sync();
            nanos[i] = System.nanoTime() - before;
            next[shard]++;
          }
        });
  }

  private static void measure(String what, int threads, int count, Work work)
      throws InterruptedException {
    List<Thread> running = new ArrayList<>();
    long[][] nanos = new long[threads][count];
    for (int i = 0; i < threads; i++) {
      int shard = i;
      running.add(Thread.ofPlatform().start(() -> work.run(shard, nanos[shard])));
    }
    for (Thread thread : running) {
      thread.join();
    }
    long[] all = Arrays.stream(nanos).flatMapToLong(Arrays::stream).sorted().toArray();
    System.out.printf(
        "%-26s %d thread(s): mean %.2f us, p50 %.2f, p99 %.2f, p99.9 %.1f, max %.0f%n",
        what,
        threads,
        Arrays.stream(all).average().orElseThrow() / 1e3,
        all[all.length / 2] / 1e3,
        all[all.length * 99 / 100] / 1e3,
        all[(int) (all.length * 999L / 1000)] / 1e3,
        all[all.length - 1] / 1e3);
  }

  /** A steady rate of records, with a snapshot and a trim each second: does a writer ever stall? */
  private void paced(int perSecond, int bytes, int seconds) throws InterruptedException {
    byte[] record = noise(bytes);
    measure(
        perSecond + "/s of " + bytes + " B",
        1,
        perSecond * seconds,
        (shard, nanos) -> {
          long startedAt = System.nanoTime();
          for (int i = 0; i < nanos.length; i++) {
            long due = startedAt + i * 1_000_000_000L / perSecond;
            while (System.nanoTime() < due) {
              Thread.onSpinWait();
            }
            long before = System.nanoTime();
            journal.append(shard, 1, next[shard], next[shard], record, bytes);
            nanos[i] = System.nanoTime() - before;
            next[shard]++;
            if (i % perSecond == perSecond - 1) {
              trim();
            }
          }
        });
  }

  private void trim() {
    for (int shard = 0; shard < SHARDS; shard++) {
      if (next[shard] > 1) {
        byte[][] one = {new byte[1 << 10]};
        journal.saveSnapshot(
            shard,
            1,
            next[shard] - 1,
            () -> {
              byte[] chunk = one[0];
              one[0] = null;
              return chunk;
            });
        journal.trim(shard, next[shard] - 1);
      }
    }
  }

  private static byte[] noise(int bytes) {
    byte[] record = new byte[bytes];
    new Random(1).nextBytes(record);
    return record;
  }
}
