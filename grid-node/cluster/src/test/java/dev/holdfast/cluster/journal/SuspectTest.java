package dev.holdfast.cluster.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After which ends of a process or a machine a journal may miss what it told. */
class SuspectTest {

  @TempDir Path temp;
  private int images;

  private Path died(TestJournal t) throws IOException {
    return t.image(temp.resolve("image-" + ++images));
  }

  private static void assertSuspect(TestJournal t, boolean suspect) {
    for (int shard = 0; shard < TestJournal.SHARDS; shard++) {
      assertThat(t.journal.isSuspect(shard)).as("shard %s", shard).isEqualTo(suspect);
    }
  }

  @Test
  void theDeathOfAProcessLosesNothing() throws IOException {
    Path image;
    try (TestJournal t = TestJournal.booted(temp.resolve("live"), "boot 1")) {
      assertSuspect(t, false);
      assertThat(t.journal.life()).isEqualTo(1);
      image = died(t);
    }
    try (TestJournal t = TestJournal.booted(image, "boot 1")) {
      assertSuspect(t, false);
      assertThat(t.journal.life()).isEqualTo(2);
    }
  }

  @Test
  void thatOfTheMachineMayAndNoRestartMakesItGood() throws IOException {
    Path image;
    try (TestJournal t = TestJournal.booted(temp.resolve("live"), "boot 1")) {
      t.journal.installEpoch(0, 1, 1);
      image = died(t);
    }
    try (TestJournal t = TestJournal.booted(image, "boot 2")) {
      assertSuspect(t, true);
      image = died(t);
    }
    try (TestJournal t = TestJournal.booted(image, "boot 2")) {
      assertSuspect(t, true);
      t.journal.trust(0);
      assertThat(t.journal.isSuspect(0)).isFalse();
      assertThat(t.journal.isSuspect(1)).isTrue();
    }
    try (TestJournal t = TestJournal.booted(image, "boot 3")) {
      assertThat(t.journal.isSuspect(0)).as("it was closed in between").isFalse();
      assertThat(t.journal.isSuspect(1)).isTrue();
    }
  }

  @Test
  void whatWasClosedIsOnDisk() {
    TestJournal.booted(temp, "boot 1").close();
    try (TestJournal t = TestJournal.booted(temp, "boot 2")) {
      assertSuspect(t, false);
      assertThat(t.journal.life()).isEqualTo(2);
    }
  }

  @Test
  void aKernelThatDoesNotNameItsStartIsNotTrusted() throws IOException {
    Path image;
    try (TestJournal t = TestJournal.booted(temp.resolve("live"), "")) {
      image = died(t);
    }
    try (TestJournal t = TestJournal.booted(image, "")) {
      assertSuspect(t, true);
    }
  }

  @Test
  void anOlderCopyOfTheDiskIsToldByOthers() {
    try (TestJournal t = TestJournal.booted(temp, "boot 1")) {
      t.journal.suspectAll();
      assertSuspect(t, true);
    }
    try (TestJournal t = TestJournal.booted(temp, "boot 1")) {
      assertSuspect(t, true);
    }
  }

  @Test
  void thisMachineNamesItsStart() {
    assertThat(Life.thisBoot()).isEqualTo(Life.thisBoot()).isNotBlank();
  }
}
