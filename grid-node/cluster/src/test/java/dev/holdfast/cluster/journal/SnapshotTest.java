package dev.holdfast.cluster.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {

  @TempDir Path temp;
  private TestJournal t;

  @BeforeEach
  void open() {
    t = TestJournal.open(temp.resolve("data"));
    t.journal.installEpoch(0, 1, 1);
    t.append(0, 1, 1, 10);
  }

  @AfterEach
  void close() {
    t.close();
  }

  @Test
  void theNewOneReplacesTheOldOne() throws IOException {
    assertThat(t.journal.snapshot(0)).isEmpty();
    assertThatThrownBy(() -> t.load(0)).hasMessage("shard 0 has no snapshot");
    t.save(0, 1, 4, "fo", "ur");
    assertThat(t.journal.snapshot(0)).contains(new SnapshotInfo(1, 4, 4));
    t.save(0, 1, 10, "t", "e", "n");
    t = t.reopened();
    assertThat(t.journal.snapshot(0)).contains(new SnapshotInfo(1, 10, 3));
    assertThat(t.load(0)).isEqualTo("ten");
    assertThat(files()).hasSize(1);
  }

  @Test
  void oneThatFailsLeavesTheOldOne() throws IOException {
    t.save(0, 1, 4, "four");
    assertThatThrownBy(
            () ->
                t.journal.saveSnapshot(
                    0,
                    1,
                    10,
                    () -> {
                      throw new IllegalStateException("the source fails");
                    }))
        .hasMessage("the source fails");
    assertThatThrownBy(
            () -> t.journal.saveSnapshot(0, 1, 10, () -> new byte[Journal.MAX_CHUNK_BYTES + 1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a snapshot chunk has 1 to 1048576 bytes, not 1048577");
    assertThat(t.load(0)).isEqualTo("four");
    assertThat(files()).hasSize(1);
  }

  @Test
  void leftoversOfADeathAreDeleted() throws IOException {
    t.save(0, 1, 4, "four");
    Files.writeString(temp.resolve("data/snapshots/shard-0-99"), "half");
    t = t.reopened();
    assertThat(t.load(0)).isEqualTo("four");
    assertThat(files()).hasSize(1);
    t.save(0, 1, 5, "five");
    assertThat(t.load(0)).isEqualTo("five");
  }

  @Test
  void refusesOneThatIsOlderOrOfAnotherHistory() {
    t.save(0, 1, 4, "four");
    assertThatThrownBy(() -> t.save(0, 1, 3, "three"))
        .hasMessage("shard 0: a snapshot at 3 is older than the one at 4");
    assertThatThrownBy(() -> t.save(0, 2, 10, "ten"))
        .hasMessage("shard 0: a snapshot of epoch 2, but installed is 1");
    t.journal.installEpoch(0, 2, 11);
    assertThatThrownBy(() -> t.save(0, 1, 11, "eleven"))
        .hasMessage("shard 0: a snapshot of epoch 1 at 11, but epoch 2 starts at 11");
    t.save(0, 1, 10, "ten");
    assertThat(t.load(0)).isEqualTo("ten");
  }

  @Test
  void oneAheadOfTheLogReplacesIt() {
    t.save(0, 1, 50, "fifty");
    assertThat(t.journal.lastSequence(0)).isEqualTo(50);
    assertThat(t.journal.firstSequence(0)).isEqualTo(51);
    t.append(0, 1, 51, 52);
    t = t.reopened();
    assertThat(t.read(0, 50)).containsExactly("1:51-52");
    assertThat(t.journal.lastSequence(0)).isEqualTo(52);
  }

  @Test
  void damageIsToldWithShardAndSequence() throws IOException {
    t.save(0, 1, 10, "a chunk", "another");
    Path file = files().getFirst();
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.seek(10);
      raw.write('X');
    }
    assertThatThrownBy(() -> t.load(0))
        .isInstanceOf(JournalDamagedException.class)
        .hasMessageStartingWith("shard 0, sequence 10: the snapshot shard-0-1 cannot be read")
        .hasMessageEndingWith("chunk 0 has a wrong checksum");
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.setLength(raw.length() - 8);
    }
    assertThatThrownBy(() -> t.load(0)).isInstanceOf(JournalDamagedException.class);
    Files.delete(file);
    assertThatThrownBy(() -> t.load(0)).isInstanceOf(JournalDamagedException.class);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(temp.resolve("data/snapshots"))) {
      return files.toList();
    }
  }
}
