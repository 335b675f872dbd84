package dev.holdfast.cluster.journal;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a start makes of a head. A test appends to a journal that nothing feeds by itself and looks
 * at an image of its files: as they are, which is what the death of the process leaves; or with
 * some of them as they were before, which is what power loss may leave.
 */
class HeadTest {

  /** Where the header says how far the database has what the head holds. */
  private static final int FED_AT = 64;

  @TempDir Path temp;
  private TestJournal live;
  private int images;

  @BeforeEach
  void open() {
    live = TestJournal.unfed(temp.resolve("live"));
    live.journal.installEpoch(0, 1, 1);
    live.journal.installEpoch(1, 1, 1);
  }

  @AfterEach
  void close() {
    live.close();
  }

  @Test
  void aDeathLosesNothingThatOnlyTheHeadHas() throws IOException {
    Path before = database();
    live.append(0, 1, 1, 3);
    live.append(1, 1, 1, 1);
    live.append(0, 1, 4, 4);
    Path image = image();
    assertThat(Files.readAllBytes(log(image)))
        .as("nothing is in the database")
        .isEqualTo(Files.readAllBytes(log(before)));
    try (TestJournal t = TestJournal.unfed(image)) {
      assertThat(t.read(0, 0)).containsExactly("1:1-3", "1:4-4");
      assertThat(t.read(1, 0)).containsExactly("1:1-1");
      t.append(0, 1, 5, 5);
    }
    try (TestJournal t = TestJournal.unfed(image)) {
      assertThat(t.read(0, 0)).containsExactly("1:1-3", "1:4-4", "1:5-5");
    }
  }

  @Test
  void aTornRecordIsNotTakenAndThoseBeforeItAre() throws IOException {
    live.append(0, 1, 1, 1);
    live.append(0, 1, 2, 2);
    live.append(0, 1, 3, 3);
    int record = 128;
    for (int harmed : new int[] {0, 3, 4, 7, 9, 18, 26, 38, 54, 58, 120}) {
      Path image = image();
      int at = HeadFile.PAGE + 2 * record + harmed;
      change(
          image,
          file -> {
            file.seek(at);
            int before = file.read();
            file.seek(at);
            file.write(before ^ 0x10);
          });
      try (TestJournal t = TestJournal.unfed(image)) {
        assertThat(t.read(0, 0)).as("byte %s", harmed).containsExactly("1:1-1", "1:2-2");
        t.append(0, 1, 3, 30);
        assertThat(t.read(0, 2)).containsExactly("1:3-30");
      }
    }
  }

  @Test
  void aHeaderThatCannotBeReadCostsTheHeadAndNoMore() throws IOException {
    live.append(0, 1, 1, 1);
    live.journal.sync();
    live.append(0, 1, 2, 2);
    for (int at : new int[] {0, 9, 20, 30}) {
      Path image = image();
      change(
          image,
          file -> {
            file.seek(at);
            file.write(0x5a);
          });
      try (TestJournal t = TestJournal.unfed(image)) {
        assertThat(t.read(0, 0)).as("byte %s", at).containsExactly("1:1-1");
      }
    }
    Path image = image();
    Files.delete(image.resolve(HeadFile.NAME));
    try (TestJournal t = TestJournal.unfed(image)) {
      assertThat(t.read(0, 0)).containsExactly("1:1-1");
    }
  }

  @Test
  void aReusedRingGivesEachRecordOnce() throws IOException {
    List<String> wanted = new ArrayList<>();
    for (int last = 1; last <= 2_000; last++) {
      // Three laps of records whose lengths differ, so that each lap ends elsewhere.
      byte[] record = new byte[20 + last % 97];
      live.journal.append(1, 1, last, last, record, record.length);
      live.append(0, 1, last, last);
      wanted.add("1:" + last + "-" + last);
      if (last == 1_990) {
        for (long fed : new long[] {-1, 0, 128, 40_000}) {
          Path image = image();
          if (fed >= 0) {
            // An old page of the header: the ring has gone on since.
            setFed(image, fed);
          }
          try (TestJournal t = TestJournal.unfed(image)) {
            List<String> found = t.read(0, 0);
            assertThat(found).as("fed %s", fed).isEqualTo(wanted.subList(0, found.size()));
            if (fed < 0) {
              assertThat(found).isEqualTo(wanted);
            }
          }
        }
      }
    }
  }

  @Test
  void anEpochDeletesWhatTheHeadHolds() throws IOException {
    live.append(0, 1, 1, 5);
    live.append(0, 1, 6, 6);
    live.append(0, 1, 7, 9);
    live.journal.installEpoch(0, 2, 7);
    assertEverywhere(0, "1:1-5", "1:6-6");
    live.append(0, 2, 7, 7);
    assertEverywhere(0, "1:1-5", "1:6-6", "2:7-7");
    live.feed();
    live.append(0, 2, 8, 8);
    assertEverywhere(0, "1:1-5", "1:6-6", "2:7-7", "2:8-8");
  }

  @Test
  void recordsOfOlderEpochsAreTakenUnderTheInstalledOne() throws IOException {
    live.journal.installEpoch(0, 5, 4, 1);
    live.append(0, 2, 1, 1);
    live.append(0, 4, 2, 3);
    live.append(0, 5, 4, 4);
    assertEverywhere(0, "2:1-1", "4:2-3", "5:4-4");
  }

  /**
   * Power loss, by which the header is old and the pages behind the cut record were not written: it
   * would follow, and its epoch is not above the installed one.
   */
  @Test
  void whatAnEpochCutIsNotTakenAgain() throws IOException {
    live.journal.installEpoch(0, 5, 1, 1);
    live.append(0, 5, 1, 1);
    live.append(0, 5, 2, 2);
    live.journal.installEpoch(0, 7, 9, 2);
    Path synced = database();
    live.append(0, 6, 2, 3);
    Path image = image();
    Files.copy(log(synced), log(image), REPLACE_EXISTING);
    setFed(image, 0);
    try (TestJournal t = TestJournal.unfed(image)) {
      assertThat(t.read(0, 0)).containsExactly("5:1-1", "6:2-3");
    }
    setFed(synced, 0);
    try (TestJournal t = TestJournal.unfed(synced)) {
      assertThat(t.read(0, 0)).containsExactly("5:1-1");
      t.append(0, 6, 2, 3);
    }
  }

  @Test
  void aSnapshotAheadOfTheLogReplacesWhatTheHeadHolds() throws IOException {
    live.append(0, 1, 1, 10);
    live.save(0, 1, 50, "fifty");
    assertEverywhere(50);
    live.append(0, 1, 51, 52);
    assertEverywhere(50, "1:51-52");
  }

  @Test
  void aTrimReachesWhatTheHeadHolds() throws IOException {
    live.append(0, 1, 1, 5);
    live.append(0, 1, 6, 10);
    live.append(0, 1, 11, 12);
    live.save(0, 1, 10, "ten");
    live.journal.trim(0, 10);
    live.append(0, 1, 13, 13);
    assertEverywhere(10, "1:11-12", "1:13-13");
  }

  @Test
  void afterPowerLossARecordBehindAHoleIsNotTaken() throws IOException {
    live.append(0, 1, 1, 1);
    live.journal.sync();
    Path synced = database();
    live.append(0, 1, 2, 2);
    live.append(1, 1, 1, 1);
    live.feed();
    live.append(0, 1, 3, 3);
    live.append(1, 1, 2, 2);
    // The database lost what was not synced; the head says that the database has it.
    Path image = image();
    Files.copy(log(synced), log(image), REPLACE_EXISTING);
    try (TestJournal t = TestJournal.unfed(image)) {
      assertThat(t.read(0, 0)).containsExactly("1:1-1");
      assertThat(t.read(1, 0)).isEmpty();
      t.append(0, 1, 2, 5);
    }
    try (TestJournal t = TestJournal.unfed(image)) {
      assertThat(t.read(0, 0)).containsExactly("1:1-1", "1:2-5");
    }
    // The header is as old as the database: what follows without a hole is taken.
    image = image();
    Files.copy(log(synced), log(image), REPLACE_EXISTING);
    setFed(image, 0);
    try (TestJournal t = TestJournal.unfed(image)) {
      assertThat(t.read(0, 0)).containsExactly("1:1-1", "1:2-2", "1:3-3");
      assertThat(t.read(1, 0)).containsExactly("1:1-1", "1:2-2");
    }
  }

  @Test
  void whatAnEarlierProcessLeftInTheRingIsNotTaken() throws IOException {
    live.append(0, 1, 1, 1);
    live.journal.sync();
    live.append(0, 1, 2, 2);
    byte[] old = Files.readAllBytes(image().resolve(HeadFile.NAME));
    Path path = image();
    Files.delete(path.resolve(HeadFile.NAME));
    try (TestJournal t = TestJournal.unfed(path)) {
      t.append(1, 1, 1, 1);
      // A page as the process before left it: at the same position, and it would follow.
      Path image = t.image(temp.resolve("pages"));
      change(
          image,
          file -> {
            file.seek(HeadFile.PAGE + 128);
            file.write(old, HeadFile.PAGE + 128, 4_000);
          });
      try (TestJournal next = TestJournal.unfed(image)) {
        assertThat(next.read(1, 0)).containsExactly("1:1-1");
        assertThat(next.read(0, 0)).containsExactly("1:1-1");
      }
    }
  }

  @Test
  void aDeathBeforeTheHeadBeginsAfreshTakesNothingTwice() throws IOException {
    live.append(0, 1, 1, 1);
    live.append(0, 1, 2, 2);
    Path image = image();
    byte[] head = Files.readAllBytes(image.resolve(HeadFile.NAME));
    for (int start = 1; start <= 3; start++) {
      TestJournal.unfed(image).close();
      Files.write(image.resolve(HeadFile.NAME), head);
    }
    try (TestJournal t = TestJournal.unfed(image)) {
      assertThat(t.read(0, 0)).containsExactly("1:1-1", "1:2-2");
    }
  }

  @Test
  void aRecordThatIsTooLongGoesBehindThoseInTheHead() throws IOException {
    live.append(0, 1, 1, 1);
    byte[] record = new byte[20 << 10];
    live.journal.append(0, 1, 2, 2, record, record.length);
    live.journal.append(0, 1, 3, 3, record, 10);
    try (TestJournal t = TestJournal.unfed(image())) {
      List<Integer> lengths = new ArrayList<>();
      t.journal.read(0, 0, (epoch, first, last, bytes, offset, length) -> lengths.add(length));
      assertThat(lengths).containsExactly(64, record.length, 10);
    }
  }

  @Test
  void whatIsSyncedNeedsNoHead() throws IOException {
    live.append(0, 1, 1, 1);
    live.journal.sync();
    live.append(1, 1, 1, 1);
    live.journal.archive(0).put(1, 1, 1, new byte[1], 1);
    live.save(0, 1, 1, "one");
    Path image = image();
    Files.delete(image.resolve(HeadFile.NAME));
    try (TestJournal t = TestJournal.unfed(image)) {
      assertThat(t.read(0, 0)).containsExactly("1:1-1");
      assertThat(t.read(1, 0)).as("the snapshot was written behind it").containsExactly("1:1-1");
    }
  }

  @Test
  void aGridOfFewerShardsLeavesTheOthersRecords() throws IOException {
    live.append(1, 1, 1, 1);
    live.append(0, 1, 1, 1);
    try (DataDirectory directory = DataDirectory.open(image());
        Journal one = RocksJournal.open(directory, 1, JournalLimits.DEFAULT)) {
      assertThat(one.lastSequence(0)).isEqualTo(1);
    }
  }

  /** However old the header's page is, the shard 0 holds this and nothing else. */
  private void assertEverywhere(long after, String... records) throws IOException {
    for (long fed : new long[] {-1, 0, 128}) {
      Path image = image();
      if (fed >= 0) {
        setFed(image, fed);
      }
      try (TestJournal t = TestJournal.unfed(image)) {
        List<String> found = t.read(0, after);
        assertThat(found).as("fed %s", fed).isEqualTo(List.of(records).subList(0, found.size()));
        if (fed <= 0) {
          assertThat(found).as("fed %s", fed).hasSize(records.length);
        }
      }
    }
  }

  private Path image() throws IOException {
    return live.image(temp.resolve("image-" + ++images));
  }

  /** An image to take older files from. */
  private Path database() throws IOException {
    return image();
  }

  private interface Change {
    void to(RandomAccessFile file) throws IOException;
  }

  private static void change(Path image, Change change) throws IOException {
    try (RandomAccessFile file =
        new RandomAccessFile(image.resolve(HeadFile.NAME).toFile(), "rw")) {
      change.to(file);
    }
  }

  private static void setFed(Path image, long fed) throws IOException {
    change(
        image,
        file -> {
          file.seek(FED_AT);
          file.writeLong(fed);
        });
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
}
