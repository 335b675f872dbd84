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
  private final LogTable table;
  private final Object metaLock = new Object();
  private long last;

  /** Of the record that ends with {@link #last}. */
  private long lastEpoch;

  /** From here to the end all is known to be of {@link #lastEpoch}. */
  private long sameFrom;

  private volatile ShardMeta meta;

  ShardLog(int shard, RocksStore store, ShardMeta known) {
    this.shard = shard;
    this.store = store;
    this.table = new LogTable(shard, store);
    this.meta = known.baseEpoch() == ShardMeta.UNKNOWN ? withBaseEpoch(known) : known;
    findEnd();
    if (last < meta.snapshotSequence()) {
      throw JournalDamagedException.at(
          shard,
          last,
          "the log ends here, but the snapshot at "
              + meta.snapshotSequence()
              + " was synced after more of it");
    }
  }

  /** An older directory does not tell it; another copy of it, which has none, may differ. */
  private ShardMeta withBaseEpoch(ShardMeta known) {
    if (known.base() == 0) {
      return known.withBase(0, 0);
    }
    LogTable.Entry behind = known.base() < known.snapshotSequence() ? table.at(known.base()) : null;
    return known.withBase(known.base(), behind == null ? known.snapshotEpoch() : behind.epoch());
  }

  /** Sets what is known of the end by what is in the database. */
  private void findEnd() {
    endsAtBase();
    LogTable.Entry end = table.end();
    if (end != null && end.last() > last) {
      last = end.last();
      lastEpoch = end.epoch();
      sameFrom = end.first();
    }
  }

  private void endsAtBase() {
    ShardMeta known = meta;
    last = known.base();
    lastEpoch = known.baseEpoch();
    sameFrom = known.base();
  }

  ShardMeta meta() {
    return meta;
  }

  synchronized long last() {
    return last;
  }

  synchronized void append(long epoch, long first, long newLast, byte[] record, int length) {
    ShardMeta now = meta;
    if (now.isDeaf() || epoch > now.epoch() || epoch < lastEpoch) {
      throw refusedEpoch(epoch, now);
    }
    if (first != last + 1 || newLast < first) {
      throw refused("sequences " + first + " to " + newLast + " do not follow " + last);
    }
    if (epoch == now.epoch() ? first < now.start() : newLast >= now.start()) {
      String range = first + " to " + newLast + " of epoch " + epoch;
      throw refused("epoch " + now.epoch() + " starts at " + now.start() + ", against " + range);
    }
    if (length < 0 || length > record.length || length > MAX_RECORD_BYTES) {
      throw new IllegalArgumentException(
          "length must be 0 to " + Math.min(record.length, MAX_RECORD_BYTES) + ", not " + length);
    }
    store.head().append(shard, now.epoch(), epoch, first, newLast, record, length);
    ends(epoch, first, newLast);
  }

  private void ends(long epoch, long first, long newLast) {
    if (epoch != lastEpoch) {
      lastEpoch = epoch;
      sameFrom = first;
    }
    last = newLast;
  }

  private IllegalStateException refusedEpoch(long epoch, ShardMeta now) {
    if (now.isDeaf()) {
      return refused("epoch " + now.promised() + " is promised, installed is " + now.epoch());
    }
    return refused(
        epoch > now.epoch()
            ? "epoch " + epoch + " is not the installed one, " + now.epoch()
            : "epoch " + epoch + " is below that of the last record, " + lastEpoch);
  }

  /**
   * Takes a record that an earlier process left in the head, if it is the next one and was appended
   * under the installed epoch: what that deleted was appended under an older one.
   */
  synchronized boolean inherit(long installed, ByteBuffer value) {
    boolean next =
        RecordHeader.valid(value)
            && installed == meta.epoch()
            && RecordHeader.first(value) == last + 1
            && RecordHeader.last(value) > last
            && RecordHeader.epoch(value) >= lastEpoch
            && RecordHeader.epoch(value) <= installed;
    if (next) {
      ends(RecordHeader.epoch(value), last + 1, RecordHeader.last(value));
      store.apply(batch -> table.put(batch, last, value));
    }
    return next;
  }

  void installEpoch(long epoch, long start, long cut) {
    synchronized (metaLock) {
      ShardMeta before = meta;
      if (epoch == before.epoch() && start == before.start()) {
        return;
      }
      if (epoch <= before.epoch()) {
        throw refused("epoch " + epoch + " cannot follow the installed one, " + before.epoch());
      }
      if (epoch < before.promised()) {
        throw refused("epoch " + epoch + " is below the promised one, " + before.promised());
      }
      synchronized (this) {
        checkCut(start, cut, before);
        ShardMeta after = before.withEpoch(epoch, start);
        store.write(
            batch -> {
              table.deleteFrom(batch, cut);
              put(batch, after);
            });
        meta = after;
        endsBefore(cut);
      }
      store.sync();
    }
  }

  private void put(RocksStore.Batch batch, ShardMeta known) throws RocksDBException {
    batch.put(RocksTuning.META, Keys.shard(shard), known.toBytes());
  }

  private void endsBefore(long cut) {
    if (cut > sameFrom) {
      last = cut - 1;
    } else {
      findEnd();
    }
  }

  private void checkCut(long start, long cut, ShardMeta before) {
    long lowest = before.lowestCut();
    if (cut < lowest || cut > last + 1) {
      throw refused("an epoch can start at " + lowest + " to " + (last + 1) + ", not at " + cut);
    }
    if (cut > start) {
      throw refused("an epoch that starts at " + start + " cannot keep all below " + cut);
    }
    if (cut <= last) {
      store.head().feed();
      LogTable.Entry at = table.at(cut);
      if (at != null && at.first() < cut) {
        throw refused("start " + cut + " is inside the record " + at.first() + " to " + at.last());
      }
    }
  }

  long epochAt(long sequence) {
    if (sequence == 0) {
      return 0;
    }
    ShardMeta now = meta;
    synchronized (this) {
      if (sequence < now.base() || sequence > last) {
        throw refused("the log has " + now.base() + " to " + last + ", not " + sequence);
      }
      if (sequence == now.base() || sequence >= sameFrom) {
        return sequence == now.base() ? now.baseEpoch() : lastEpoch;
      }
    }
    store.head().feed();
    return table
        .epochAt(sequence)
        .orElseGet(
            () -> {
              checkTrimmed(sequence);
              throw JournalDamagedException.at(shard, sequence, "the record is gone");
            });
  }

  /** Those before it are on disk when it is, and those after it are refused. */
  void promise(long epoch) {
    synchronized (metaLock) {
      if (epoch > meta.promised()) {
        synchronized (this) {
          know(meta.withPromise(epoch));
        }
      }
    }
  }

  void suspect() {
    synchronized (metaLock) {
      know(meta.withSuspect(true));
    }
  }

  void trust() {
    synchronized (metaLock) {
      if (meta.suspect()) {
        know(meta.withSuspect(false));
        store.sync();
      }
    }
  }

  private void know(ShardMeta after) {
    store.write(batch -> put(batch, after));
    meta = after;
  }

  void read(long after, RecordReader reader) {
    checkTrimmed(after);
    store.head().feed();
    try {
      table.read(new LogScan(shard, after, reader));
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

  /**
   * Makes a written file the snapshot; returns the number of the one before, 0 if none.
   *
   * @param copy what {@link #checkSnapshot} answered before it was written
   */
  long switchSnapshot(int copy, long file, SnapshotInfo info) {
    synchronized (metaLock) {
      ShardMeta before = meta;
      if (checkSnapshot(info.epoch(), info.sequence()) != copy) {
        throw refused("a snapshot of the copy that was replaced meanwhile");
      }
      ShardMeta with = before.withSnapshot(file, info);
      boolean ahead = info.sequence() > last();
      ShardMeta after = ahead ? with.withBase(info.sequence(), info.epoch()) : with;
      synchronized (this) {
        // Known before it is done, so that a reader that misses records can tell why.
        meta = before.withBase(after.base(), after.baseEpoch());
        store.write(
            batch -> {
              if (ahead) {
                table.deleteFrom(batch, 0);
              }
              put(batch, after);
            });
        if (ahead) {
          endsAtBase();
        }
      }
      // A snapshot counts when it is synced: a trim must not see it earlier.
      store.sync();
      meta = after;
      return before.snapshotFile();
    }
  }

  /** Which of the copies that replaced each other this is. */
  int checkSnapshot(long epoch, long sequence) {
    ShardMeta now = meta;
    String which = "a snapshot of epoch " + epoch;
    if (epoch < 1 || epoch > now.epoch()) {
      throw refused(which + ", but installed is " + now.epoch());
    }
    if (epoch < now.epoch() && sequence >= now.start()) {
      String start = ", but epoch " + now.epoch() + " starts at " + now.start();
      throw refused(which + " at " + sequence + start);
    }
    if (now.hasSnapshot() && sequence < now.snapshotSequence()) {
      throw refused(
          "a snapshot at " + sequence + " is older than the one at " + now.snapshotSequence());
    }
    return now.archive();
  }

  void checkReplacement(long epoch) {
    ShardMeta now = meta;
    if (epoch < Math.max(1, Math.max(now.epoch(), now.promised()))) {
      String known = "installed is " + now.epoch() + " and promised " + now.promised();
      throw refused("a copy of epoch " + epoch + ", but " + known);
    }
  }

  /** What else belongs to a change. */
  interface Besides {
    void fill(RocksStore.Batch batch) throws RocksDBException;
  }

  /** Puts another copy in place of all; returns what was known before. */
  ShardMeta replace(long epoch, long start, long file, SnapshotInfo info, Besides besides) {
    synchronized (metaLock) {
      ShardMeta before = meta;
      checkReplacement(epoch);
      ShardMeta after = before.replaced(epoch, start, file, info);
      synchronized (this) {
        store.write(
            batch -> {
              table.deleteFrom(batch, 0);
              besides.fill(batch);
              put(batch, after);
            });
        meta = after;
        endsAtBase();
      }
      store.sync();
      return before;
    }
  }

  void trim(long upTo) {
    synchronized (metaLock) {
      ShardMeta before = meta;
      if (upTo <= before.base()) {
        return;
      }
      if (!before.hasSnapshot() || upTo > before.snapshotSequence()) {
        String snapshot =
            before.hasSnapshot()
                ? "the snapshot is at " + before.snapshotSequence()
                : "there is no snapshot";
        throw refused("cannot trim up to " + upTo + ": " + snapshot);
      }
      ShardMeta after = before.withBase(upTo, epochAt(upTo));
      meta = after;
      store.write(
          batch -> {
            table.deleteUpTo(batch, upTo);
            put(batch, after);
          });
    }
  }

  private IllegalStateException refused(String what) {
    return new IllegalStateException("shard " + shard + ": " + what);
  }
}
