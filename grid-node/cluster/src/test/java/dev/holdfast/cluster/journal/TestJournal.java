package dev.holdfast.cluster.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** A journal of four shards whose records say what they are. */
final class TestJournal implements AutoCloseable {

  static final int SHARDS = 4;

  /** The machine's start. */
  static final String BOOT = "boot 1";

  private static final JournalLimits SMALL = new JournalLimits(256 << 10, 16L << 20, 4L << 20);

  final Path path;
  final DataDirectory directory;
  final Journal journal;

  private TestJournal(Path path, DataDirectory directory, Journal journal) {
    this.path = path;
    this.directory = directory;
    this.journal = journal;
  }

  static TestJournal open(Path path) {
    return open(path, directory -> RocksJournal.open(directory, SHARDS, SMALL));
  }

  /** One whose head, of 64 KiB, keeps what is appended until it is full or something feeds it. */
  static TestJournal unfed(Path path) {
    return booted(path, BOOT);
  }

  /** One on a machine that may have failed since. */
  static TestJournal booted(Path path, String boot) {
    JournalLimits limits = new JournalLimits(64 << 10, 16L << 20, 4L << 20);
    return open(path, directory -> RocksJournal.openUnfed(directory, SHARDS, limits, boot));
  }

  private static TestJournal open(Path path, Function<DataDirectory, Journal> opening) {
    DataDirectory directory = DataDirectory.open(path);
    try {
      return new TestJournal(path, directory, opening.apply(directory));
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

  /** Puts what the head holds into the database. */
  void feed() {
    journal.read(0, journal.lastSequence(0), (epoch, first, last, bytes, at, length) -> true);
  }

  /** What a death of the process would leave now; only of one that nothing feeds meanwhile. */
  Path image(Path to) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(path.relativize(file).toString()));
      }
    }
    return to;
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
