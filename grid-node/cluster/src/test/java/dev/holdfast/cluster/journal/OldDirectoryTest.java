package dev.holdfast.cluster.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory of format 2: of a member that was alone, killed with records in its head. */
class OldDirectoryTest {

  private static final JournalLimits LIMITS = new JournalLimits(64 << 10, 16L << 20, 4L << 20);
  private static final long GENERATION = 0x1234_5678_9abcL;

  @TempDir Path temp;

  @Test
  void goesOnWhereItEnded() throws IOException {
    try (TestJournal t = TestJournal.unfed(temp)) {
      t.journal.installEpoch(0, 3, 1);
      t.append(0, 3, 1, 5);
      t.append(0, 3, 6, 7);
      t.save(0, 3, 7, "seven");
      t.journal.trim(0, 5);
    }
    writeMeta(0, 3, 1, 5, 1, 3, 7, 5);
    writeMeta(1, 2, 1, 0, 0, 0, 0, 0);
    writeHead();
    Files.writeString(temp.resolve("FORMAT"), "2\n");
    try (TestJournal t = TestJournal.unfed(temp)) {
      assertThat(t.read(0, 5)).containsExactly("3:6-7", "3:8-9", "3:10-10");
      assertThat(t.load(0)).isEqualTo("seven");
      assertThat(t.journal.epochAt(0, 5)).isEqualTo(3);
      assertThat(t.journal.start(0)).isEqualTo(1);
      assertThat(t.journal.promised(0)).isZero();
      assertThat(t.journal.isSuspect(0)).isFalse();
      assertThat(t.read(1, 0)).as("of an epoch that is not installed").isEmpty();
      t.journal.installEpoch(0, 4, 11);
      t.append(0, 4, 11, 11);
    }
    try (TestJournal t = TestJournal.unfed(temp)) {
      assertThat(t.read(0, 7)).containsExactly("3:8-9", "3:10-10", "4:11-11");
    }
  }

  private void writeMeta(int shard, long... fields) {
    ByteBuffer bytes = ByteBuffer.allocate(1 + 7 * Long.BYTES).put((byte) 1);
    for (long field : fields) {
      bytes.putLong(field);
    }
    try (DataDirectory directory = DataDirectory.open(temp);
        RocksStore store = RocksStore.open(directory, LIMITS)) {
      store.apply(
          batch -> {
            batch.put(RocksTuning.META, Keys.shard(shard), bytes.array());
            batch.delete(RocksTuning.META, Keys.LIFE);
          });
    }
  }

  /** As it was laid out: word, generation and position, shard, value. */
  private void writeHead() throws IOException {
    ByteBuffer file = ByteBuffer.allocate(HeadFile.PAGE + (64 << 10));
    file.putLong(0, 0x484f4c4448454144L).putLong(8, GENERATION).putLong(16, 64 << 10);
    file.putLong(24, crc(file.slice(0, 24)));
    int at = 0;
    at = write(file, at, 0, 3, 8, 9);
    at = write(file, at, 1, 1, 1, 1);
    write(file, at, 0, 3, 10, 10);
    Files.write(temp.resolve(HeadFile.NAME), file.array());
  }

  private static int write(
      ByteBuffer file, int position, int shard, long epoch, long first, long last) {
    byte[] record = TestJournal.record(epoch, first, last);
    int at = HeadFile.PAGE + position;
    int value = RecordHeader.BYTES + record.length;
    file.putLong(at + 8, GENERATION + position).putInt(at + 16, shard);
    RecordHeader.write(file, at + 20, epoch, first, last, record.length);
    file.put(at + 20 + RecordHeader.BYTES, record);
    file.putLong(at, (long) value << 32 | crc(file.slice(at + 8, 12 + value)));
    return position + (20 + value + 7 & -8);
  }

  private static long crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return crc.getValue();
  }
}
