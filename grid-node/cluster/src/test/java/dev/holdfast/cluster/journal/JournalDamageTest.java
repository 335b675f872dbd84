package dev.holdfast.cluster.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is left after power loss, or a bad disk: a copy of a live journal, then harmed. */
class JournalDamageTest {

  private static final int SYNCED = 400;
  private static final int APPENDED = 1_000;

  /** What power loss makes of pages that were never synced. */
  enum Harm {
    CUT {
      @Override
      void to(RandomAccessFile file, long at, Random random) throws IOException {
        file.setLength(at);
      }
    },
    ZEROS {
      @Override
      void to(RandomAccessFile file, long at, Random random) throws IOException {
        file.seek(at);
        file.write(new byte[(int) (file.length() - at)]);
      }
    },
    GARBAGE {
      @Override
      void to(RandomAccessFile file, long at, Random random) throws IOException {
        byte[] garbage = new byte[(int) (file.length() - at)];
        random.nextBytes(garbage);
        file.seek(at);
        file.write(garbage);
      }
    },
    /** A page in the middle is lost, later ones made it. */
    HOLE {
      @Override
      void to(RandomAccessFile file, long at, Random random) throws IOException {
        file.seek(at);
        file.write(new byte[(int) Math.min(60, file.length() - at)]);
      }
    };

    abstract void to(RandomAccessFile file, long at, Random random) throws IOException;
  }

  @TempDir Path temp;
  private long syncedBytes;

  /** 400 synced records and 600 that are not, over two shards, as they are at a sudden end. */
  @BeforeEach
  void image() throws IOException {
    try (TestJournal t = TestJournal.unfed(temp.resolve("live"))) {
      t.journal.installEpoch(0, 1, 1);
      t.journal.installEpoch(1, 1, 1);
      append(t, 1, SYNCED);
      t.journal.sync();
      syncedBytes = Files.size(log(temp.resolve("live")));
      append(t, SYNCED + 1, APPENDED);
      t.image(temp.resolve("image"));
    }
  }

  private static void append(TestJournal t, int from, int to) {
    for (int sequence = from; sequence <= to; sequence++) {
      t.append(0, 1, sequence, sequence);
      t.append(1, 1, sequence, sequence);
      if (sequence % 5 == 0) {
        t.feed();
      }
    }
  }

  @Test
  void losesNothingWhenOnlyTheProcessDies() {
    try (TestJournal t = TestJournal.open(temp.resolve("image"))) {
      assertThat(t.journal.lastSequence(0)).isEqualTo(APPENDED);
      assertThat(t.read(1, 0)).hasSize(APPENDED);
    }
  }

  @ParameterizedTest
  @EnumSource(Harm.class)
  void cutsATornTailAndKeepsAllThatWasSynced(Harm harm) throws IOException {
    for (int seed = 1; seed <= 4; seed++) {
      Random random = new Random(seed);
      Path path = temp.resolve("torn-" + seed);
      copy(temp.resolve("image"), path);
      long whole = Files.size(log(path));
      long at = seed == 1 ? syncedBytes : random.nextLong(syncedBytes, whole);
      try (RandomAccessFile file = new RandomAccessFile(log(path).toFile(), "rw")) {
        harm.to(file, at, random);
      }
      try (TestJournal t = TestJournal.open(path)) {
        for (int shard = 0; shard < 2; shard++) {
          List<String> found = t.read(shard, 0);
          assertThat(found)
              .as("seed %s, harmed at %s of %s", seed, at, whole)
              .hasSizeBetween(SYNCED, APPENDED);
          assertThat(t.journal.lastSequence(shard)).isEqualTo(found.size());
          t.append(shard, 1, found.size() + 1, found.size() + 1);
        }
        t.journal.sync();
      }
      // What was appended after the cut is there, and the cut is made once.
      try (TestJournal t = TestJournal.open(path)) {
        assertThat(t.read(0, 0)).hasSizeBetween(SYNCED + 1, APPENDED + 1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Harm.class)
  void refusesToStartWithoutSyncedRecordsAndLeavesTheFiles(Harm harm) throws IOException {
    for (int seed = 1; seed <= 3; seed++) {
      Random random = new Random(seed);
      Path path = temp.resolve("lost-" + seed);
      copy(temp.resolve("image"), path);
      try (RandomAccessFile file = new RandomAccessFile(log(path).toFile(), "rw")) {
        harm.to(file, random.nextLong(200, syncedBytes - 60), random);
      }
      byte[] evidence = Files.readAllBytes(log(path));
      for (int start = 1; start <= 2; start++) {
        assertThatThrownBy(() -> TestJournal.open(path))
            .as("seed %s", seed)
            .isInstanceOf(JournalDamagedException.class)
            .hasMessageContaining("the journal in " + path.resolve("journal") + " is damaged");
      }
      if (harm != Harm.CUT) {
        assertThat(Files.readAllBytes(log(path))).isEqualTo(evidence);
      }
    }
  }

  @Test
  void cutsATornTailThatIsAllThereIsOfTheLog() throws IOException {
    Path path = temp.resolve("image");
    TestJournal.open(path).close();
    byte[] marker = Files.readAllBytes(path.resolve("synced"));
    try (TestJournal t = TestJournal.unfed(path)) {
      append(t, APPENDED + 1, APPENDED + 1);
      t.feed();
      t.image(temp.resolve("short"));
    }
    for (long length : new long[] {0, 5, 20}) {
      Path torn = temp.resolve("short-" + length);
      copy(temp.resolve("short"), torn);
      // As it is until the first write of a start is synced.
      Files.write(torn.resolve("synced"), marker);
      try (RandomAccessFile file = new RandomAccessFile(log(torn).toFile(), "rw")) {
        file.setLength(length);
      }
      try (TestJournal t = TestJournal.open(torn)) {
        assertThat(t.read(0, 0)).hasSize(APPENDED);
      }
    }
  }

  @Test
  void findsNoDamageInWritesOfAnyLength() throws IOException {
    Random random = new Random(1);
    try (TestJournal t = TestJournal.unfed(temp.resolve("any"))) {
      t.journal.installEpoch(0, 1, 1);
      for (int sequence = 1; sequence <= 3_000; sequence++) {
        byte[] record = new byte[random.nextInt(sequence % 50 == 0 ? 100_000 : 300)];
        t.journal.append(0, 1, sequence, sequence, record, record.length);
        if (sequence % (1 + sequence / 500) == 0) {
          t.feed();
        }
      }
      t.feed();
      WalScan scan = WalScan.of(temp.resolve("any/journal"));
      assertThat(scan.damage()).isNull();
      assertThat(scan.reached()).isGreaterThanOrEqualTo(3_000);
    }
  }

  @Test
  void refusesToStartWithoutItsLogFile() throws IOException {
    Path path = temp.resolve("image");
    Files.delete(log(path));
    assertThatThrownBy(() -> TestJournal.open(path)).isInstanceOf(JournalDamagedException.class);
  }

  /** The log of RocksDB that is being written. */
  private static Path log(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("journal"))) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".log"))
          .max(Comparator.naturalOrder())
          .orElseThrow();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
