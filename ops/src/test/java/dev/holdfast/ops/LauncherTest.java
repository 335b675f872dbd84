package dev.holdfast.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The part of {@code ./holdfast} that needs no build. */
class LauncherTest {
  private final Path launcher = Path.of(System.getProperty("holdfast.root", ".."), "holdfast");

  @TempDir Path folder;

  private record Answer(int exit, String text) {}

  @Test
  void helpNamesEveryCommand() throws Exception {
    Answer answer = run(launcher, Map.of(), "--help");
    assertThat(answer.exit).isZero();
    assertThat(answer.text)
        .contains("demo", "node", "replay", "check", "audit", "recover", "bench", "test", "format");
  }

  @Test
  void refusesACommandItDoesNotKnow() throws Exception {
    Answer answer = run(launcher, Map.of(), "sell-twice");
    assertThat(answer.exit).isEqualTo(1);
    assertThat(answer.text).contains("no command 'sell-twice'");
  }

  @Test
  void refusesAJavaHomeOfAnotherVersion() throws Exception {
    Files.createDirectories(folder.resolve("bin"));
    Files.createFile(folder.resolve("bin/javac")).toFile().setExecutable(true);
    Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
    Answer answer = run(launcher, Map.of("HOLDFAST_JAVA_HOME", folder.toString()), "build");
    assertThat(answer.exit).isEqualTo(1);
    assertThat(answer.text).contains("HOLDFAST_JAVA_HOME is not a JDK 25");
  }

  @Test
  void worksThroughALinkFromAnotherFolder() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("hf"), launcher.toRealPath());
    assertThat(run(link, Map.of("HOLDFAST_BUILT", "yes"), "build")).isEqualTo(new Answer(0, ""));
    Files.delete(link);
  }

  private Answer run(Path script, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("sh", script.toString()));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Answer(process.exitValue(), Files.readString(output));
  }
}
