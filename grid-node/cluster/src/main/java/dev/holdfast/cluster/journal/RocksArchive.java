package dev.holdfast.cluster.journal;

import dev.holdfast.engine.shard.Archive;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * One shard's archive. A value is the time to forget it and the record; a second column family
 * orders the identities by that time. Puts gather here and are written together. The shard's thread
 * is the writer; a snapshot's thread may {@link #flush}.
 */
final class RocksArchive implements Archive {

  /** How many puts gather. */
  private static final int GATHERED = 256;

  /** How many records a {@link #forgetBefore} drops at most: some hundreds of microseconds. */
  static final int FORGOTTEN = 256;

  private final int shard;
  private final RocksStore store;
  private final Map<ArchiveId, byte[]> gathered = new HashMap<>();

  /** Where it stands now; see {@link Keys}. */
  private int area;

  /** No record is to be forgotten before this: spares a look at the disk at each call. */
  private long earliestForget;

  RocksArchive(int shard, RocksStore store, int area) {
    this.shard = shard;
    this.store = store;
    this.area = area;
    this.earliestForget = Long.MIN_VALUE;
    dropForgotten(Long.MIN_VALUE);
  }

  @Override
  public synchronized byte @Nullable [] find(long idHigh, long idLow) {
    if (earliestForget == Long.MAX_VALUE) {
      // Nothing is kept at all.
      return null;
    }
    byte[] value = gathered.get(new ArchiveId(idHigh, idLow));
    if (value == null) {
      value = store.get(RocksTuning.ARCHIVE, Keys.archive(area, idHigh, idLow));
    }
    return value == null ? null : record(value);
  }

  @Override
  public synchronized void put(
      long idHigh, long idLow, long forgetMillis, byte[] record, int length) {
    gathered.put(new ArchiveId(idHigh, idLow), value(forgetMillis, record, length));
    earliestForget = Math.min(earliestForget, forgetMillis);
    if (gathered.size() >= GATHERED) {
      flush();
    }
  }

  /** Writes what gathered, without a sync. */
  synchronized void flush() {
    if (gathered.isEmpty()) {
      return;
    }
    store.write(
        batch -> {
          for (Map.Entry<ArchiveId, byte[]> put : gathered.entrySet()) {
            put(batch, area, put.getKey(), put.getValue());
          }
        });
    gathered.clear();
  }

  /** Adds a record to an area. */
  static void put(RocksStore.Batch batch, int area, ArchiveId id, byte[] value)
      throws RocksDBException {
    long forget = forgetMillis(value);
    batch.put(RocksTuning.ARCHIVE, Keys.archive(area, id.high(), id.low()), value);
    batch.put(RocksTuning.FORGET, Keys.forget(area, forget, id.high(), id.low()), new byte[0]);
  }

  /** Empties an area. */
  static void delete(RocksStore.Batch batch, int area) throws RocksDBException {
    for (int family : new int[] {RocksTuning.ARCHIVE, RocksTuning.FORGET}) {
      batch.deleteRange(family, Keys.shard(area), Keys.shard(area + 1));
    }
  }

  /** A record as it is kept. */
  static byte[] value(long forgetMillis, byte[] record, int length) {
    byte[] value = new byte[Long.BYTES + length];
    ByteBuffer.wrap(value).putLong(forgetMillis).put(record, 0, length);
    return value;
  }

  /** Goes on in another area, as it is on disk. */
  synchronized void moveTo(int newArea) {
    gathered.clear();
    area = newArea;
    earliestForget = Long.MIN_VALUE;
    dropForgotten(Long.MIN_VALUE);
  }

  void export(@Nullable ArchiveId after, ArchiveSink sink) {
    int from;
    synchronized (this) {
      flush();
      from = area;
    }
    byte[] start = after == null ? Keys.shard(from) : Keys.archive(from, after.high(), after.low());
    try {
      store.scan(
          RocksTuning.ARCHIVE,
          Keys.shard(from + 1),
          iterator -> {
            iterator.seek(start);
            boolean more = true;
            for (; more && iterator.isValid(); iterator.next()) {
              ArchiveId id = Keys.id(iterator.key());
              byte[] value = iterator.value();
              more = id.equals(after) || sink.archived(id, forgetMillis(value), record(value));
            }
          });
    } catch (RocksDBException e) {
      throw store.fail("reading the archive of shard " + shard, e);
    }
  }

  private static byte[] record(byte[] value) {
    return Arrays.copyOfRange(value, Long.BYTES, value.length);
  }

  @Override
  public synchronized boolean forgetBefore(long millis) {
    if (millis <= earliestForget) {
      return false;
    }
    flush();
    return dropForgotten(millis);
  }

  private boolean dropForgotten(long millis) {
    List<byte[]> due = due(millis);
    if (due.isEmpty()) {
      return false;
    }
    store.write(
        batch -> {
          for (byte[] key : due) {
            batch.delete(RocksTuning.FORGET, key);
            byte[] archived = Keys.archiveOf(key);
            byte[] value = store.get(RocksTuning.ARCHIVE, archived);
            // One that was put again later stays, and is found by its later time.
            if (value != null && forgetMillis(value) == Keys.forgetMillis(key)) {
              batch.delete(RocksTuning.ARCHIVE, archived);
            }
          }
        });
    return due.size() == FORGOTTEN;
  }

  /** The first keys that are due; notes the time of the first that stays. */
  private List<byte[]> due(long millis) {
    List<byte[]> due = new ArrayList<>();
    try {
      store.scan(
          RocksTuning.FORGET,
          Keys.shard(area + 1),
          iterator -> {
            iterator.seek(Keys.forgetFrom(area, earliestForget));
            while (isDue(iterator, millis) && due.size() < FORGOTTEN) {
              due.add(iterator.key());
              iterator.next();
            }
            earliestForget =
                iterator.isValid() ? Keys.forgetMillis(iterator.key()) : Long.MAX_VALUE;
          });
    } catch (RocksDBException e) {
      throw store.fail("reading the archive of shard " + shard, e);
    }
    return due;
  }

  private static boolean isDue(RocksIterator iterator, long millis) {
    return iterator.isValid() && Keys.forgetMillis(iterator.key()) < millis;
  }

  private static long forgetMillis(byte[] value) {
    return ByteBuffer.wrap(value).getLong();
  }
}
