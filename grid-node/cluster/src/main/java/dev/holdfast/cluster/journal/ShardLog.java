package dev.holdfast.cluster.journal;

import java.nio.ByteBuffer;
import org.rocksdb.RocksDBException;

/**
 * One shard's records and what is known of them. Safe for any thread: {@code this} guards the end
 * of the log, and {@code metaLock}, taken first, what is known besides; a flush never runs under
 * {@code this}, so an append waits for none.
 */
final class ShardLog {

  /** The longest record, in bytes. */
  static final int MAX_RECORD_BYTES = 64 << 20;

  private final int shard;
  private final RocksStore store;
  private final Object metaLock = new Object();
  private long last;
  private volatile ShardMeta meta;

  ShardLog(int shard, RocksStore store, ShardMeta meta) {
    this.shard = shard;
    this.store = store;
    this.meta = meta;
    this.last = Math.max(meta.base(), lastRecord());
    if (meta.hasSnapshot() && last < meta.snapshotSequence()) {
      throw JournalDamagedException.at(
          shard,
          last,
          "the log ends here, but the snapshot at "
              + meta.snapshotSequence()
              + " was synced after more of it");
    }
  }

  private long lastRecord() {
    long[] found = new long[1];
    try {
      store.scan(
          RocksTuning.LOG,
          Keys.shard(shard + 1),
          iterator -> {
            iterator.seekForPrev(Keys.log(shard, Long.MAX_VALUE));
            if (iterator.isValid() && isOurs(iterator.key())) {
              found[0] = ByteBuffer.wrap(iterator.key()).getLong(Integer.BYTES);
            }
          });
    } catch (RocksDBException e) {
      throw JournalDamagedException.at(shard, meta.base(), "the end of the log cannot be read", e);
    }
    return found[0];
  }

  private boolean isOurs(byte[] logKey) {
    return logKey.length == Keys.LOG_BYTES && ByteBuffer.wrap(logKey).getInt() == shard;
  }

  ShardMeta meta() {
    return meta;
  }

  synchronized long last() {
    return last;
  }

  synchronized void append(long epoch, long first, long newLast, byte[] record, int length) {
    if (epoch != meta.epoch()) {
      throw refused("epoch " + epoch + " is not the installed one, " + meta.epoch());
    }
    if (first != last + 1 || newLast < first) {
      throw refused("sequences " + first + " to " + newLast + " do not follow " + last);
    }
    if (length < 0 || length > record.length || length > MAX_RECORD_BYTES) {
      throw new IllegalArgumentException(
          "length must be 0 to " + Math.min(record.length, MAX_RECORD_BYTES) + ", not " + length);
    }
    store.head().append(shard, epoch, first, newLast, record, length);
    last = newLast;
  }

  /** Takes a record that an earlier process left in the head, if it is the next one. */
  synchronized boolean inherit(ByteBuffer value) {
    boolean next =
        RecordHeader.valid(value)
            && RecordHeader.epoch(value) == meta.epoch()
            && RecordHeader.first(value) == last + 1
            && RecordHeader.last(value) > last;
    if (next) {
      last = RecordHeader.last(value);
      ByteBuffer key = ByteBuffer.allocateDirect(Keys.LOG_BYTES).put(Keys.log(shard, last)).flip();
      store.apply(batch -> batch.put(RocksTuning.LOG, key, value));
    }
    return next;
  }

  void installEpoch(long epoch, long start) {
    synchronized (metaLock) {
      ShardMeta before = meta;
      if (epoch == before.epoch() && start == before.start()) {
        return;
      }
      if (epoch <= before.epoch()) {
        throw refused("epoch " + epoch + " cannot follow the installed one, " + before.epoch());
      }
      synchronized (this) {
        checkStart(start, before);
        ShardMeta after = before.withEpoch(epoch, start);
        store.write(
            batch -> {
              batch.deleteRange(RocksTuning.LOG, Keys.log(shard, start), Keys.shard(shard + 1));
              batch.put(RocksTuning.META, Keys.shard(shard), after.toBytes());
            });
        meta = after;
        last = start - 1;
      }
      store.sync();
    }
  }

  private void checkStart(long start, ShardMeta before) {
    long lowest = Math.max(before.base(), before.hasSnapshot() ? before.snapshotSequence() : 0) + 1;
    if (start < lowest || start > last + 1) {
      throw refused("an epoch can start at " + lowest + " to " + (last + 1) + ", not at " + start);
    }
    if (start <= last) {
      read(
          start - 1,
          (recordEpoch, first, recordLast, bytes, offset, length) -> {
            if (first < start) {
              throw refused(
                  "start " + start + " is inside the record " + first + " to " + recordLast);
            }
            return false;
          });
    }
  }

  void read(long after, RecordReader reader) {
    checkTrimmed(after);
    LogScan scan = new LogScan(shard, after, reader);
    store.head().feed();
    try {
      store.scan(RocksTuning.LOG, Keys.shard(shard + 1), scan::read);
    } catch (RocksDBException e) {
      throw JournalDamagedException.at(shard, scan.next(), "the record cannot be read", e);
    } catch (JournalDamagedException e) {
      // Unless what is missing was trimmed since the check.
      checkTrimmed(after);
      throw e;
    }
  }

  private void checkTrimmed(long after) {
    long base = meta.base();
    if (after < base) {
      throw refused("the log is trimmed up to " + base + ", so it cannot be read after " + after);
    }
  }

  /** Makes a written file the snapshot; returns the number of the one before, 0 if none. */
  long switchSnapshot(long file, SnapshotInfo info) {
    synchronized (metaLock) {
      ShardMeta before = meta;
      checkSnapshot(info.epoch(), info.sequence());
      ShardMeta with = before.withSnapshot(file, info);
      ShardMeta after = info.sequence() > last() ? with.withBase(info.sequence()) : with;
      boolean ahead = after.base() > before.base();
      synchronized (this) {
        // Known before it is done, so that a reader that misses records can tell why.
        meta = before.withBase(after.base());
        store.write(
            batch -> {
              if (ahead) {
                batch.deleteRange(RocksTuning.LOG, Keys.shard(shard), Keys.shard(shard + 1));
              }
              batch.put(RocksTuning.META, Keys.shard(shard), after.toBytes());
            });
        last = Math.max(last, after.base());
      }
      // A snapshot counts when it is synced: a trim must not see it earlier.
      store.sync();
      meta = after;
      return before.snapshotFile();
    }
  }

  void checkSnapshot(long epoch, long sequence) {
    ShardMeta now = meta;
    if (epoch < 1 || epoch > now.epoch()) {
      throw refused("a snapshot of epoch " + epoch + ", but installed is " + now.epoch());
    }
    if (epoch < now.epoch() && sequence >= now.start()) {
      throw refused(
          "a snapshot of epoch "
              + epoch
              + " at "
              + sequence
              + ", but epoch "
              + now.epoch()
              + " starts at "
              + now.start());
    }
    if (now.hasSnapshot() && sequence < now.snapshotSequence()) {
      throw refused(
          "a snapshot at " + sequence + " is older than the one at " + now.snapshotSequence());
    }
  }

  void trim(long upTo) {
    synchronized (metaLock) {
      ShardMeta before = meta;
      if (upTo <= before.base()) {
        return;
      }
      if (!before.hasSnapshot() || upTo > before.snapshotSequence()) {
        throw refused(
            "cannot trim up to "
                + upTo
                + ": "
                + (before.hasSnapshot()
                    ? "the snapshot is at " + before.snapshotSequence()
                    : "there is no snapshot"));
      }
      ShardMeta after = before.withBase(upTo);
      meta = after;
      store.write(
          batch -> {
            batch.deleteRange(RocksTuning.LOG, Keys.shard(shard), Keys.log(shard, upTo + 1));
            batch.put(RocksTuning.META, Keys.shard(shard), after.toBytes());
          });
    }
  }

  private IllegalStateException refused(String what) {
    return new IllegalStateException("shard " + shard + ": " + what);
  }
}
