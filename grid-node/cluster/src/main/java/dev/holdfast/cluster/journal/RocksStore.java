package dev.holdfast.cluster.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The database with its head, with failures latched and a close that waits for calls under way: a
 * call into a closed RocksDB would end the process. Safe for any thread.
 */
final class RocksStore implements AutoCloseable {

  private final FailureLatch latch = new FailureLatch();
  private final ReentrantReadWriteLock lifetime = new ReentrantReadWriteLock();
  private final Lock use = lifetime.readLock();
  private final RocksTuning tuning;
  private final SyncedMarker marker;
  private final RocksOpening.Opened opened;
  private final RocksDB db;
  private final WriteOptions unsynced = new WriteOptions().setSync(false);
  private final GroupSync group = new GroupSync(this::flush);
  private final AtomicBoolean closing = new AtomicBoolean();
  private final Head head;
  private boolean closed;

  private RocksStore(
      RocksTuning tuning, SyncedMarker marker, HeadFile head, RocksOpening.Opened opened) {
    this.tuning = tuning;
    this.marker = marker;
    this.head = new Head(head, this, latch);
    this.opened = opened;
    this.db = opened.db();
  }

  static RocksStore open(DataDirectory directory, JournalLimits limits) {
    RocksTuning tuning = new RocksTuning(limits);
    try {
      Files.createDirectories(directory.journal());
      SyncedMarker marker = SyncedMarker.open(directory.path());
      try {
        return open(directory, limits, tuning, marker);
      } catch (IOException | RuntimeException e) {
        marker.close();
        throw e;
      }
    } catch (IOException e) {
      tuning.close();
      throw new JournalFailedException("the journal cannot be opened: " + e, e);
    } catch (RuntimeException e) {
      tuning.close();
      throw e;
    }
  }

  private static RocksStore open(
      DataDirectory directory, JournalLimits limits, RocksTuning tuning, SyncedMarker marker)
      throws IOException {
    RocksOpening opening = new RocksOpening(tuning, directory.journal(), marker.value());
    HeadFile head = HeadFile.open(directory.path(), limits.headBytes());
    try {
      return new RocksStore(tuning, marker, head, opening.open());
    } catch (IOException | RuntimeException e) {
      head.close();
      throw e;
    }
  }

  /** Where records are appended. */
  Head head() {
    return head;
  }

  /** Changes of several pairs that are made together or not at all. */
  @FunctionalInterface
  interface Changes {
    void fill(Batch batch) throws RocksDBException;
  }

  /** What {@link #write} fills. */
  record Batch(RocksStore store, WriteBatch changes) {

    void put(int family, byte[] key, byte[] value) throws RocksDBException {
      changes.put(store.handle(family), key, value);
    }

    /** Both direct; they are read to their end. */
    void put(int family, ByteBuffer key, ByteBuffer value) throws RocksDBException {
      changes.put(store.handle(family), key, value);
    }

    void delete(int family, byte[] key) throws RocksDBException {
      changes.delete(store.handle(family), key);
    }

    void deleteRange(int family, byte[] from, byte[] to) throws RocksDBException {
      changes.deleteRange(store.handle(family), from, to);
    }
  }

  /** Makes changes after all that the head holds, without a sync. */
  void write(Changes changes) {
    head.feed();
    apply(changes);
  }

  /** Makes changes that the head's records have nothing to do with, without a sync. */
  void apply(Changes changes) {
    enter();
    try (WriteBatch batch = new WriteBatch()) {
      changes.fill(new Batch(this, batch));
      db.write(unsynced, batch);
    } catch (RocksDBException e) {
      throw latch.fail("writing to the journal", e);
    } finally {
      use.unlock();
    }
  }

  byte @Nullable [] get(int family, byte[] key) {
    enter();
    try {
      return db.get(handle(family), key);
    } catch (RocksDBException e) {
      throw latch.fail("reading the journal", e);
    } finally {
      use.unlock();
    }
  }

  /** Reads pairs, in order of their keys. */
  @FunctionalInterface
  interface Scan {
    void read(RocksIterator iterator);
  }

  /**
   * Reads the pairs below a key, as they are when this begins.
   *
   * @throws RocksDBException if one cannot be read: the caller can say what was lost
   */
  void scan(int family, byte[] below, Scan scan) throws RocksDBException {
    enter();
    try (Slice bound = new Slice(below);
        ReadOptions options = new ReadOptions().setIterateUpperBound(bound).setFillCache(false);
        RocksIterator iterator = db.newIterator(handle(family), options)) {
      scan.read(iterator);
      iterator.status();
    } finally {
      use.unlock();
    }
  }

  /** The first key of a range; empty if there is none. */
  byte[] first(int family, byte[] from, byte[] below) {
    byte[][] found = {new byte[0]};
    try {
      scan(
          family,
          below,
          iterator -> {
            iterator.seek(from);
            if (iterator.isValid()) {
              found[0] = iterator.key();
            }
          });
    } catch (RocksDBException e) {
      throw latch.fail("reading the journal", e);
    }
    return found[0];
  }

  /** Returns when every write before this call is on disk. */
  void sync() {
    group.sync();
  }

  /** The exception to throw for a failure beside the database. */
  JournalFailedException fail(String doing, Exception cause) {
    return latch.fail(doing, cause);
  }

  void check() {
    latch.check();
  }

  /** One at a time, by {@link GroupSync}. */
  private void flush() {
    head.feed();
    enter();
    try {
      long written = db.getLatestSequenceNumber();
      db.syncWal();
      marker.advance(written);
    } catch (RocksDBException | IOException e) {
      throw latch.fail("syncing the journal", e);
    } finally {
      use.unlock();
    }
  }

  private ColumnFamilyHandle handle(int family) {
    return opened.families().get(family);
  }

  private void enter() {
    latch.check();
    use.lock();
    if (closed) {
      use.unlock();
      throw new IllegalStateException("the journal is closed");
    }
  }

  @Override
  public void close() {
    close(batch -> {});
  }

  /**
   * Feeds and syncs what can be, then waits for calls under way.
   *
   * @param farewell is made after everything else
   */
  void close(Changes farewell) {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    try {
      head.stop();
    } finally {
      lifetime.writeLock().lock();
      closed = true;
      lifetime.writeLock().unlock();
      closeNow(farewell);
    }
  }

  private void closeNow(Changes farewell) {
    try (marker;
        WriteBatch last = new WriteBatch()) {
      latch.check();
      farewell.fill(new Batch(this, last));
      db.write(unsynced, last);
      long written = db.getLatestSequenceNumber();
      db.syncWal();
      marker.advance(written);
    } catch (RocksDBException | IOException e) {
      throw latch.fail("syncing the journal", e);
    } finally {
      unsynced.close();
      opened.close();
      tuning.close();
      head.close();
    }
  }
}
