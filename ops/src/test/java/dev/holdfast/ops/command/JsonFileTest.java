package dev.holdfast.ops.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class JsonFileTest {
  @TempDir Path folder;

  @Command
  private static final class Work {
    @Mixin private JsonFile json = new JsonFile();
  }

  private static JsonFile json(Path file) {
    Work work = new Work();
    new CommandLine(work).parseArgs("--json", file.toString());
    return work.json;
  }

  @Test
  void saysBeforeTheWorkThatItsResultCannotBeWritten() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    for (Path wrong : new Path[] {folder, file.resolve("below")}) {
      assertThatThrownBy(() -> json(wrong).requireWritable())
          .isInstanceOf(OperationException.class)
          .hasMessageStartingWith("--json: cannot write " + wrong);
    }
  }

  @Test
  void leavesNothingBehindAndNothingChanged() throws IOException {
    Path fresh = folder.resolve("a/b.json");
    json(fresh).requireWritable();
    assertThat(fresh).doesNotExist();
    Path known = Files.writeString(folder.resolve("known"), "before");
    json(known).requireWritable();
    assertThat(known).hasContent("before");
    json(known).write(Map.of("a", 1));
    assertThat(known).content().contains("\"a\" : 1");
    new Work().json.requireWritable();
  }
}
