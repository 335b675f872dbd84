package dev.holdfast.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFolderTest {

  @TempDir Path given;

  @Test
  void aTemporaryFolderGoesWithAllThatIsInIt() throws IOException {
    WorkFolder folder = WorkFolder.at(null, "test");
    Files.createDirectories(folder.path().resolve("data/journal"));
    Files.writeString(folder.path().resolve("data/journal/1"), "x");
    folder.close();
    folder.close();
    assertThat(folder.path()).doesNotExist();
  }

  @Test
  void aFolderThatWasGivenOrIsKeptStays() throws IOException {
    WorkFolder mine = WorkFolder.at(given.resolve("mine"), "test");
    mine.close();
    assertThat(mine.path()).exists();
    WorkFolder kept = WorkFolder.at(null, "test");
    kept.keep();
    kept.close();
    assertThat(kept.path()).exists();
    Files.delete(kept.path());
  }
}
