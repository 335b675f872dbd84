package dev.holdfast.cluster.journal;

import java.nio.ByteBuffer;
import org.rocksdb.RocksIterator;

/** Checks records on their way to a reader. One thread, one scan. */
final class LogScan {

  private final int shard;
  private final RecordReader reader;
  private long next;
  private long epoch;

  LogScan(int shard, long after, RecordReader reader) {
    this.shard = shard;
    this.reader = reader;
    this.next = after + 1;
  }

  long next() {
    return next;
  }

  void read(RocksIterator iterator) {
    boolean begun = false;
    boolean more = true;
    for (iterator.seek(Keys.log(shard, next)); more && iterator.isValid(); iterator.next()) {
      byte[] bytes = iterator.value();
      ByteBuffer value = ByteBuffer.wrap(bytes);
      check(value, begun);
      begun = true;
      if (RecordHeader.epoch(value) < epoch) {
        return;
      }
      epoch = RecordHeader.epoch(value);
      long last = RecordHeader.last(value);
      more =
          reader.record(
              epoch,
              RecordHeader.first(value),
              last,
              bytes,
              RecordHeader.BYTES,
              bytes.length - RecordHeader.BYTES);
      next = last + 1;
    }
  }

  private void check(ByteBuffer value, boolean begun) {
    if (!RecordHeader.valid(value)) {
      throw JournalDamagedException.at(shard, next, "the record's header is wrong");
    }
    long first = RecordHeader.first(value);
    long last = RecordHeader.last(value);
    boolean follows = begun ? first == next : first <= next;
    if (!follows || last < next) {
      throw JournalDamagedException.at(
          shard, next, "there is a hole: the next record holds " + first + " to " + last);
    }
  }
}
