package dev.holdfast.cluster.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real file system of a few megabytes, where this process may mount one. */
class FullDiskTest {

  private static final byte[] RECORD = new byte[64 << 10];

  @TempDir Path temp;
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    String said = run("mount", "-t", "tmpfs", "-o", "size=12m", "holdfast-test", temp.toString());
    mounted = said.isEmpty();
    if (!mounted) {
      System.out.println("skipped: a small file system cannot be mounted here: " + said);
    }
    assumeTrue(mounted, said);
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount", temp.toString())).isEmpty();
    }
  }

  @Test
  void aFullDiskStopsTheJournalAndLosesNothing() throws Exception {
    Path data = temp.resolve("data");
    long appended = 0;
    try (DataDirectory directory = DataDirectory.open(data);
        Closing journal = new Closing(open(directory))) {
      journal.it.installEpoch(0, 1, 1);
      JournalFailedException full = null;
      while (full == null) {
        try {
          journal.it.append(0, 1, appended + 1, appended + 1, RECORD, RECORD.length);
          appended++;
        } catch (JournalFailedException e) {
          full = e;
        }
      }
      assertThat(full).hasMessageContaining("disk full: writing to the journal failed: ");
      for (Runnable call :
          List.<Runnable>of(
              () -> journal.it.append(0, 1, 1, 1, RECORD, 1),
              journal.it::sync,
              () -> journal.it.installEpoch(1, 1, 1),
              () -> journal.it.saveSnapshot(0, 1, 1, () -> null),
              () -> journal.it.read(0, 0, (epoch, first, last, bytes, at, length) -> true))) {
        assertThatThrownBy(call::run)
            .isInstanceOf(JournalFailedException.class)
            .hasMessageStartingWith("the journal has failed: disk full: ");
      }
    }
    assertThat(run("mount", "-o", "remount,size=64m", temp.toString())).isEmpty();
    try (DataDirectory directory = DataDirectory.open(data);
        Journal journal = open(directory)) {
      assertThat(journal.lastSequence(0)).isEqualTo(appended);
      journal.append(0, 1, appended + 1, appended + 1, RECORD, 10);
    }
  }

  @Test
  void aDiskWithoutRoomForTheHeadIsRefusedAtTheStart() throws Exception {
    Path data = temp.resolve("data");
    Path filler = fill(512 << 10);
    try (DataDirectory directory = DataDirectory.open(data)) {
      assertThatThrownBy(() -> open(directory))
          .isInstanceOf(JournalFailedException.class)
          .hasMessageContaining("No space left");
      Files.delete(filler);
      open(directory).close();
    }
  }

  @Test
  void aHeadThatCannotBeFedStopsTheJournalThoughNobodyAppends() throws Exception {
    Path data = temp.resolve("data");
    try (DataDirectory directory = DataDirectory.open(data);
        Closing journal = new Closing(open(directory))) {
      journal.it.installEpoch(0, 1, 1);
      fill(0);
      journal.it.append(0, 1, 1, 1, RECORD, RECORD.length);
      await()
          .atMost(10, TimeUnit.SECONDS)
          .untilAsserted(
              () ->
                  assertThatThrownBy(journal.it::freeBytes)
                      .isInstanceOf(JournalFailedException.class)
                      .hasMessageStartingWith("the journal has failed: disk full: "));
    }
    assertThat(run("mount", "-o", "remount,size=64m", temp.toString())).isEmpty();
    try (DataDirectory directory = DataDirectory.open(data);
        Journal journal = open(directory)) {
      assertThat(journal.lastSequence(0)).isEqualTo(1);
    }
  }

  /** Leaves so many bytes of the file system. */
  private Path fill(int left) throws IOException {
    Path filler = temp.resolve("filler");
    try (OutputStream out = Files.newOutputStream(filler)) {
      for (byte[] page = new byte[4 << 10]; Files.getFileStore(temp).getUsableSpace() > left; ) {
        out.write(page);
      }
    }
    return filler;
  }

  @Test
  void aSnapshotThatDoesNotFitLeavesTheOlderOne() {
    try (TestJournal t = TestJournal.open(temp.resolve("data"))) {
      t.journal.installEpoch(0, 1, 1);
      t.save(0, 1, 1, "small");
      assertThatThrownBy(
              () -> t.journal.saveSnapshot(0, 1, 2, () -> new byte[Journal.MAX_CHUNK_BYTES]))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("No space left");
      assertThat(t.load(0)).isEqualTo("small");
      t.append(0, 1, 2, 2);
      t.save(0, 1, 2, "again");
      assertThat(t.load(0)).isEqualTo("again");
    }
  }

  @Test
  void anUnwritableDirectoryIsRefused() throws Exception {
    DataDirectory.open(temp.resolve("data")).close();
    assertThat(run("mount", "-o", "remount,ro", temp.toString())).isEmpty();
    assertThatThrownBy(() -> DataDirectory.open(temp.resolve("data")))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining("data.dir " + temp.resolve("data"))
        .hasMessageContaining("Read-only file system");
  }

  /** Closes a journal that has failed, which says so once more. */
  private record Closing(Journal it) implements AutoCloseable {
    @Override
    public void close() {
      assertThatThrownBy(it::close).isInstanceOf(JournalFailedException.class);
    }
  }

  private static Journal open(DataDirectory directory) {
    return RocksJournal.open(directory, 2, new JournalLimits(1 << 20, 64L << 20, 4L << 20));
  }

  /** What a command says, empty if it succeeds. */
  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() == 0 ? "" : said + " (exit " + process.exitValue() + ")";
  }
}
