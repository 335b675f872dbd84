package dev.holdfast.cluster.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  @TempDir Path temp;

  @Test
  void aMemberStaysWhoItIs() {
    UUID member;
    try (DataDirectory directory = DataDirectory.open(temp.resolve("a/b"))) {
      member = directory.member();
    }
    try (DataDirectory directory = DataDirectory.open(temp.resolve("a/b"))) {
      assertThat(directory.member()).isEqualTo(member);
    }
    try (DataDirectory other = DataDirectory.open(temp.resolve("c"))) {
      assertThat(other.member()).isNotEqualTo(member);
    }
  }

  @Test
  void refusesASecondUserAndNamesTheFirst() throws Exception {
    String self = Long.toString(ProcessHandle.current().pid());
    try (DataDirectory first = DataDirectory.open(temp)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> DataDirectory.open(temp))
            .isInstanceOf(DataDirectoryException.class)
            .hasMessage("data.dir " + temp + " is in use by this process, " + self);
      }
      assertThat(JournalProcess.run("lock", temp))
          .contains("data.dir " + temp + " is in use by process " + self);
      assertThat(first.member()).isNotNull();
    }
    DataDirectory.open(temp).close();
  }

  @Test
  void refusesANewerFormat() throws IOException {
    DataDirectory.open(temp).close();
    Files.writeString(temp.resolve("FORMAT"), "4\n");
    assertRefused(
        "data.dir "
            + temp
            + " is of format 4, written by a newer version; this one reads up to format 3");
  }

  @Test
  void anOlderFormatBecomesOurs() throws IOException {
    DataDirectory.open(temp).close();
    Files.writeString(temp.resolve("FORMAT"), "1\n");
    DataDirectory.open(temp).close();
    assertThat(temp.resolve("FORMAT")).hasContent("3\n");
  }

  @Test
  void refusesWhatIsNotWhole() throws IOException {
    DataDirectory.open(temp).close();
    Files.writeString(temp.resolve("FORMAT"), "one");
    assertRefused(temp.resolve("FORMAT") + " holds no format number");
    Files.delete(temp.resolve("FORMAT"));
    assertRefused(
        "data.dir "
            + temp
            + " has member but no FORMAT file: it is not a whole Holdfast directory, and is left"
            + " as it is");
    Files.writeString(temp.resolve("FORMAT"), "1");
    Files.writeString(temp.resolve("member"), "");
    assertRefused(temp.resolve("member") + " holds no member identity (a UUID)");
  }

  @Test
  void refusesAFile() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "content");
    assertThatThrownBy(() -> DataDirectory.open(file))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessage("data.dir " + file + " is not a directory");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> DataDirectory.open(temp))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessage(message);
  }

  @Test
  void aKilledProcessLeavesNoLock() throws Exception {
    try (JournalProcess child = JournalProcess.start("append", temp)) {
      child.readUntil(1);
      child.kill();
    }
    DataDirectory.open(temp).close();
  }
}
