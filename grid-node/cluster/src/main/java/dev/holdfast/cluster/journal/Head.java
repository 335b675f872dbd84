package dev.holdfast.cluster.journal;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.rocksdb.RocksDBException;

/**
 * Takes records in front of the database and feeds them into it in batches: an append is a copy
 * into a mapped file, which survives the death of the process as the database's own log does, and
 * costs a tenth of a put. Whatever else touches the log feeds first, so no other change overtakes a
 * record that came before it. Safe for any thread.
 *
 * <p>{@code this} guards where records are added and {@code feeding} where they leave; no thread
 * holds both.
 */
final class Head {

  /** How much goes into the database at once, in bytes. */
  private static final int BATCH_BYTES = 1 << 20;

  private final HeadFile file;
  private final RocksStore store;
  private final FailureLatch latch;
  private final ReentrantLock feeding = new ReentrantLock();
  private final Feeder feeder = new Feeder(this);
  private final ByteBuffer key = ByteBuffer.allocateDirect(Keys.LOG_BYTES);
  private boolean closed;

  Head(HeadFile file, RocksStore store, FailureLatch latch) {
    this.file = file;
    this.store = store;
    this.latch = latch;
  }

  /** Takes what an earlier process left. */
  @FunctionalInterface
  interface Heir {
    /** Whether it was taken: the database need not have it yet. */
    boolean record(int shard, long installed, ByteBuffer value);
  }

  /**
   * Gives what an earlier process left, then begins afresh. To be called once, before anything
   * else.
   *
   * @return how many records were taken
   */
  int begin(Heir heir) {
    int[] taken = new int[1];
    long at = file.fed();
    for (long next = at; ; at = next) {
      next =
          file.read(
              at,
              (shard, installed, value) -> {
                if (heir.record(shard, installed, value)) {
                  taken[0]++;
                }
              });
      if (next == at) {
        break;
      }
    }
    if (taken[0] > 0) {
      store.sync();
    }
    file.begin();
    return taken[0];
  }

  /** Lets a thread feed from now on; without it records wait until the next call that feeds. */
  void feedByItself() {
    feeder.start();
  }

  /**
   * Takes a record. When this returns, it survives the death of the process.
   *
   * @param installed the epoch under which it is appended
   * @param epoch the one under which it was written
   */
  void append(
      int shard, long installed, long epoch, long first, long last, byte[] record, int length) {
    if (RecordHeader.BYTES + length > file.longest()) {
      append(epoch, first, last, record, length, Keys.log(shard, last));
      return;
    }
    while (!appended(shard, installed, epoch, first, last, record, length)) {
      feed();
    }
    if (file.end() - file.fed() > file.ringBytes() / 4) {
      feeder.hurry();
    } else {
      feeder.wake();
    }
  }

  /** A record that is too long for the head goes behind what the head holds. */
  private void append(long epoch, long first, long last, byte[] record, int length, byte[] logKey) {
    byte[] value = new byte[RecordHeader.BYTES + length];
    RecordHeader.write(ByteBuffer.wrap(value), 0, epoch, first, last, length);
    System.arraycopy(record, 0, value, RecordHeader.BYTES, length);
    store.write(batch -> batch.put(RocksTuning.LOG, logKey, value));
  }

  private synchronized boolean appended(
      int shard, long installed, long epoch, long first, long last, byte[] record, int length) {
    if (closed) {
      throw new IllegalStateException("the journal is closed");
    }
    try {
      return file.append(shard, installed, epoch, first, last, record, length);
    } catch (InternalError e) {
      // What the mapping makes of a page that the disk would not take.
      throw latch.fail("writing to " + file.path(), e);
    }
  }

  boolean isEmpty() {
    return file.fed() == file.end();
  }

  /** Puts all that was appended before this call into the database, unsynced. */
  void feed() {
    if (isEmpty()) {
      return;
    }
    feeding.lock();
    try {
      long end = file.end();
      while (file.fed() < end) {
        feed(Math.min(end, file.fed() + BATCH_BYTES));
      }
    } finally {
      feeding.unlock();
    }
  }

  private void feed(long upTo) {
    long[] at = {file.fed()};
    store.apply(
        batch -> {
          while (at[0] < upTo) {
            long next = file.read(at[0], (shard, installed, value) -> put(batch, shard, value));
            if (next == at[0]) {
              throw new RocksDBException(file.path() + " is damaged at position " + next);
            }
            at[0] = next;
          }
        });
    file.feed(at[0]);
  }

  private void put(RocksStore.Batch batch, int shard, ByteBuffer value) throws RocksDBException {
    key.clear().putInt(shard).putLong(RecordHeader.last(value)).flip();
    batch.put(RocksTuning.LOG, key, value);
  }

  /** Fails for good: to be called for what the feeder's own thread could not do. */
  void failed(Throwable why) {
    var unused = latch.fail("feeding the journal", why);
  }

  /** Takes no more and feeds what is left. */
  void stop() {
    synchronized (this) {
      closed = true;
    }
    feeder.close();
    feed();
  }

  /** Lets the file go. Nothing may feed any more. */
  void close() {
    file.close();
  }
}
