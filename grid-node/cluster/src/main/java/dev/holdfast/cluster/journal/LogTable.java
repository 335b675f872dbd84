package dev.holdfast.cluster.journal;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** One shard's records in the database, where those in the head are not yet. Any thread. */
final class LogTable {

  /** A record without its bytes. */
  record Entry(long epoch, long first, long last) {}

  private final int shard;
  private final RocksStore store;

  LogTable(int shard, RocksStore store) {
    this.shard = shard;
    this.store = store;
  }

  /** The last record, or null. */
  @Nullable Entry end() {
    return entry(
        iterator -> {
          iterator.seekForPrev(Keys.log(shard, Long.MAX_VALUE));
          return iterator.isValid() && isOurs(iterator.key());
        });
  }

  /** The record that holds a sequence, or the one after it; null if there is neither. */
  @Nullable Entry at(long sequence) {
    return entry(
        iterator -> {
          iterator.seek(Keys.log(shard, sequence));
          return iterator.isValid();
        });
  }

  private interface Place {
    boolean find(RocksIterator iterator);
  }

  private @Nullable Entry entry(Place place) {
    Entry[] found = new Entry[1];
    try {
      store.scan(
          RocksTuning.LOG,
          Keys.shard(shard + 1),
          iterator -> {
            if (place.find(iterator)) {
              found[0] = entry(ByteBuffer.wrap(iterator.value()));
            }
          });
    } catch (RocksDBException e) {
      throw JournalDamagedException.at(shard, 0, "the log cannot be read", e);
    }
    return found[0];
  }

  private Entry entry(ByteBuffer value) {
    if (!RecordHeader.valid(value)) {
      throw JournalDamagedException.at(shard, 0, "a record's header is wrong");
    }
    return new Entry(
        RecordHeader.epoch(value), RecordHeader.first(value), RecordHeader.last(value));
  }

  private boolean isOurs(byte[] logKey) {
    return logKey.length == Keys.LOG_BYTES && ByteBuffer.wrap(logKey).getInt() == shard;
  }

  /** The epoch of the record that holds a sequence. */
  OptionalLong epochAt(long sequence) {
    Entry found = at(sequence);
    return found == null || found.first() > sequence
        ? OptionalLong.empty()
        : OptionalLong.of(found.epoch());
  }

  void read(LogScan scan) {
    try {
      store.scan(RocksTuning.LOG, Keys.shard(shard + 1), scan::read);
    } catch (RocksDBException e) {
      throw JournalDamagedException.at(shard, scan.next(), "the record cannot be read", e);
    }
  }

  void put(RocksStore.Batch batch, long last, ByteBuffer value) throws RocksDBException {
    ByteBuffer key = ByteBuffer.allocateDirect(Keys.LOG_BYTES).put(Keys.log(shard, last)).flip();
    batch.put(RocksTuning.LOG, key, value);
  }

  void deleteFrom(RocksStore.Batch batch, long sequence) throws RocksDBException {
    batch.deleteRange(RocksTuning.LOG, Keys.log(shard, sequence), Keys.shard(shard + 1));
  }

  void deleteUpTo(RocksStore.Batch batch, long sequence) throws RocksDBException {
    batch.deleteRange(RocksTuning.LOG, Keys.shard(shard), Keys.log(shard, sequence + 1));
  }
}
