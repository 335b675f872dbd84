package dev.holdfast.cluster.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What a process does to its shards, a thread each, and what its parent then expects of one: after
 * {@value #ROUND} records a new epoch takes the last two away. Each step is told when it returned.
 */
final class ShardWork {

  /** Of every line. */
  static final int LINE = 30;

  private static final int ROUND = 900;

  private final List<String> records = new ArrayList<>();
  private long epoch;

  static void run(TestJournal t, long endsAtNanos) {
    List<Thread> threads =
        IntStream.range(0, TestJournal.SHARDS)
            .mapToObj(shard -> Thread.ofPlatform().start(() -> run(t, shard, endsAtNanos)))
            .toList();
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void run(TestJournal t, int shard, long endsAtNanos) {
    for (int step = 0; System.nanoTime() < endsAtNanos; step++) {
      long last = t.journal.lastSequence(shard);
      long epoch = t.journal.epoch(shard);
      if (step % ROUND == 0) {
        long start = Math.max(1, last - 1);
        t.journal.installEpoch(shard, epoch + 1, start);
        say('E', shard, epoch + 1, start);
      } else {
        t.append(shard, epoch, last + 1, last + 1);
        say('A', shard, epoch, last + 1);
      }
    }
  }

  private static void say(char kind, int shard, long epoch, long sequence) {
    System.out.println(
        String.format(Locale.ROOT, "%c %2d %010d %014d", kind, shard, epoch, sequence));
  }

  static int shard(String line) {
    return Integer.parseInt(line.substring(2, 4).strip());
  }

  /** A step that was told. */
  void told(String line) {
    long said = Long.parseLong(line.substring(5, 15));
    long sequence = Long.parseLong(line.substring(16));
    if (line.charAt(0) == 'E') {
      epoch = said;
      records.subList((int) sequence - 1, records.size()).clear();
    } else {
      records.add(record(said, sequence));
    }
  }

  /** Whether a shard holds what was told, or one step more. */
  boolean allows(List<String> found) {
    if (found.equals(records)) {
      return true;
    }
    List<String> appended = new ArrayList<>(records);
    appended.add(record(epoch, records.size() + 1));
    int start = (int) Math.max(1, records.size() - 1);
    return found.equals(appended) || found.equals(records.subList(0, start - 1));
  }

  /** Goes on from what a shard holds. */
  void goesOn(long newEpoch, List<String> found) {
    epoch = newEpoch;
    records.clear();
    records.addAll(found);
  }

  int size() {
    return records.size();
  }

  private static String record(long epoch, long sequence) {
    return epoch + ":" + sequence + "-" + sequence;
  }
}
