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

  private record Id(long high, long low) {}

  private final int shard;
  private final RocksStore store;
  private final Map<Id, byte[]> gathered = new HashMap<>();

  /** No record is to be forgotten before this: spares a look at the disk at each call. */
  private long earliestForget;

  RocksArchive(int shard, RocksStore store) {
    this.shard = shard;
    this.store = store;
    this.earliestForget = Long.MIN_VALUE;
    dropForgotten(Long.MIN_VALUE);
  }

  @Override
  public synchronized byte @Nullable [] find(long idHigh, long idLow) {
    if (earliestForget == Long.MAX_VALUE) {
      // Nothing is kept at all.
      return null;
    }
    byte[] value = gathered.get(new Id(idHigh, idLow));
    if (value == null) {
      value = store.get(RocksTuning.ARCHIVE, Keys.archive(shard, idHigh, idLow));
    }
    return value == null ? null : Arrays.copyOfRange(value, Long.BYTES, value.length);
  }

  @Override
  public synchronized void put(
      long idHigh, long idLow, long forgetMillis, byte[] record, int length) {
    byte[] value = new byte[Long.BYTES + length];
    ByteBuffer.wrap(value).putLong(forgetMillis).put(record, 0, length);
    gathered.put(new Id(idHigh, idLow), value);
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
          for (Map.Entry<Id, byte[]> put : gathered.entrySet()) {
            Id id = put.getKey();
            long forget = forgetMillis(put.getValue());
            batch.put(RocksTuning.ARCHIVE, Keys.archive(shard, id.high, id.low), put.getValue());
            batch.put(RocksTuning.FORGET, Keys.forget(shard, forget, id.high, id.low), new byte[0]);
          }
        });
    gathered.clear();
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
          Keys.shard(shard + 1),
          iterator -> {
            iterator.seek(Keys.forgetFrom(shard, earliestForget));
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
