package dev.holdfast.cluster.node;

import dev.holdfast.engine.shard.Shard;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Keeps snapshots behind the log, one shard at a time. A snapshot is folded from the journal apart
 * from the serving shard, which it neither stops nor slows, and so each one is a rehearsal of
 * recovery. Any thread: snapshots wait for whoever wants them {@link #still}, and nobody waits for
 * that but others who do.
 */
final class Compactor {
  private final Recovery recovery;
  private final int shards;
  private final long leastEffects;
  private final long[] stateSize;
  private final ReentrantLock lock = new ReentrantLock();
  private int next;

  /**
   * A compactor.
   *
   * @param leastEffects effects behind which a shard gets a new snapshot; a shard whose state is
   *     larger than that waits until as many effects as it has rows
   */
  Compactor(Recovery recovery, int shards, long leastEffects) {
    this.recovery = recovery;
    this.shards = shards;
    this.leastEffects = leastEffects;
    this.stateSize = new long[shards];
  }

  /** Makes at most one snapshot, and none while they are to keep still; whether it made one. */
  boolean step() {
    if (!lock.tryLock()) {
      return false;
    }
    try {
      return compactNext();
    } finally {
      lock.unlock();
    }
  }

  private boolean compactNext() {
    for (int i = 0; i < shards; i++) {
      int shard = next;
      next = (next + 1) % shards;
      if (recovery.behind(shard) >= Math.max(leastEffects, stateSize[shard])) {
        compact(shard);
        return true;
      }
    }
    return false;
  }

  private void compact(int number) {
    Shard copy = recovery.copy(number, Long.MAX_VALUE);
    recovery.save(copy);
    stateSize[number] = copy.liveHolds() + copy.endedHolds() + copy.positions();
  }

  /** Does something while no snapshot passes by the sequence that it is about. */
  <T> T still(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /** A copy of a shard at a sequence that no snapshot has passed by. */
  Shard copy(int shard, long sequence) {
    return recovery.copy(shard, sequence);
  }
}
