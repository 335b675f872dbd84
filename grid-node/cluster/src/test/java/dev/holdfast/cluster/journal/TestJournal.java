package dev.holdfast.cluster.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** A journal of four shards whose records say what they are. */
final class TestJournal implements AutoCloseable {

  static final int SHARDS = 4;
  private static final JournalLimits SMALL = new JournalLimits(16L << 20, 4L << 20);

  final Path path;
  final DataDirectory directory;
  final Journal journal;

  private TestJournal(Path path, DataDirectory directory) {
    this.path = path;
    this.directory = directory;
    this.journal = RocksJournal.open(directory, SHARDS, SMALL);
  }

  static TestJournal open(Path path) {
    DataDirectory directory = DataDirectory.open(path);
    try {
      return new TestJournal(path, directory);
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  TestJournal reopened() {
    close();
    return open(path);
  }

  void append(int shard, long epoch, long first, long last) {
    byte[] record = record(epoch, first, last);
    journal.append(shard, epoch, first, last, record, record.length);
  }

  static byte[] record(long epoch, long first, long last) {
    byte[] text = (epoch + ":" + first + "-" + last).getBytes(StandardCharsets.US_ASCII);
    return Arrays.copyOf(text, 64);
  }

  /** The records after a sequence, each as it said it is. */
  List<String> read(int shard, long after) {
    List<String> found = new ArrayList<>();
    journal.read(
        shard,
        after,
        (epoch, first, last, bytes, offset, length) -> {
          byte[] record = Arrays.copyOfRange(bytes, offset, offset + length);
          assertThat(record).isEqualTo(record(epoch, first, last));
          found.add(epoch + ":" + first + "-" + last);
          return true;
        });
    return found;
  }

  void save(int shard, long epoch, long sequence, String... chunks) {
    Iterator<String> each = List.of(chunks).iterator();
    journal.saveSnapshot(
        shard,
        epoch,
        sequence,
        () -> each.hasNext() ? each.next().getBytes(StandardCharsets.UTF_8) : null);
  }

  String load(int shard) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    journal.loadSnapshot(shard, all::writeBytes);
    return all.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    try {
      journal.close();
    } finally {
      directory.close();
    }
  }
}
