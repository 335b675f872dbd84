package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** A node that cannot start says why in one line, exits with 1 and leaves nothing running. */
class StartTest {
  @TempDir Path directory;
  private final TestPorts ports = TestPorts.find();

  @ParameterizedTest
  @ValueSource(strings = {"grpc.port", "web.port", "member.port", "control.port"})
  void refusesABusyPort(String setting) throws IOException {
    int port = Integer.parseInt(ports.settings().get(setting));
    try (ServerSocket busy = new ServerSocket(port, 1, InetAddress.getByName(TestPorts.HOST))) {
      assertThat(busy.isBound()).isTrue();
      assertThat(refusal(directory)).contains(setting, "" + port, TestPorts.HOST);
    }
    TestNode.start(directory).close();
  }

  @Test
  void refusesADirectoryInUse() {
    try (TestNode node = TestNode.start(directory)) {
      assertThat(refusal(directory)).contains("data.dir " + directory, "in use");
      assertThat(node.grpc.withWeb().available("web", "any")).isZero();
    }
  }

  @Test
  void refusesANewerFormat() throws IOException {
    Files.writeString(directory.resolve("FORMAT"), "4\n");
    assertThat(refusal(directory)).contains("format 4", "reads up to format 3");
    assertThat(Files.readString(directory.resolve("FORMAT"))).isEqualTo("4\n");
  }

  @Test
  void refusesWhatIsNoDirectory() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThat(refusal(file)).contains("data.dir " + file + " is not a directory");
  }

  @Test
  void refusesADirectoryThatCannotBeWritten() throws IOException {
    // Nobody may write here, not even the superuser, whom permissions do not stop.
    Path proc = Path.of("/proc");
    assumeTrue(Files.isDirectory(proc), "there is no /proc");
    assertThat(refusal(proc.resolve("holdfast"))).contains("data.dir /proc/holdfast");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void refusesAnotherNumberOfShards() {
    TestNode.start(directory).close();
    assertThat(refusal(directory, "cluster.shards=9"))
        .contains("cluster.shards is 9", "created with 8", "never changes");
    TestNode.start(directory).close();
  }

  @Test
  void refusesASetOptionThatIsNone() {
    assertThat(refusal(directory, "no.such=1")).contains("there is no setting no.such");
    assertThat(run("--set", "data.dir").exitCode()).isNotZero();
    assertThat(run("--config", directory.resolve("none.yaml").toString()))
        .isEqualTo(
            new Ended(
                1,
                "holdfast node: --config "
                    + directory.resolve("none.yaml")
                    + " cannot be read: there is no such file\n"));
  }

  private record Ended(int exitCode, String said) {}

  /** What a node says that does not start. */
  private String refusal(Path data, String... settings) {
    String[] arguments =
        TestNode.settings(data, ports, settings).entrySet().stream()
            .map(entry -> "--set=" + entry.getKey() + "=" + entry.getValue())
            .toArray(String[]::new);
    Set<Thread> before = lasting();
    Ended ended = run(arguments);
    assertThat(ended.exitCode()).describedAs(ended.said()).isEqualTo(1);
    assertThat(ended.said()).startsWith("holdfast node: ").hasLineCount(1);
    // Netty's own thread for odd jobs ends a second after the last of them.
    await()
        .pollInSameThread()
        .atMost(10, TimeUnit.SECONDS)
        .untilAsserted(
            () ->
                assertThat(lasting())
                    .describedAs("threads that keep the process alive")
                    .isSubsetOf(before));
    return ended.said();
  }

  private static Ended run(String... arguments) {
    StringWriter said = new StringWriter();
    int exitCode = Main.line().setErr(new PrintWriter(said, true)).execute(arguments);
    return new Ended(exitCode, said.toString());
  }

  private static Set<Thread> lasting() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon() && thread.isAlive())
        .collect(Collectors.toSet());
  }

  @Test
  void listsEverySettingInItsHelp() {
    StringWriter said = new StringWriter();
    CommandLine line = Main.line().setOut(new PrintWriter(said, true));
    assertThat(line.execute("--help")).isZero();
    for (Setting setting : Setting.values()) {
      assertThat(said.toString()).contains("  " + setting.key() + " ");
    }
  }
}
