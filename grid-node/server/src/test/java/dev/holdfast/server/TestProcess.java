package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own, to be killed. */
final class TestProcess implements AutoCloseable {
  private static final long START_SECONDS = 60;

  final TestPorts ports;
  final GrpcLine line;
  final Storefront store;
  private final Process process;
  private final Path output;

  private TestProcess(TestPorts ports, Process process, Path output) {
    this.ports = ports;
    this.process = process;
    this.output = output;
    this.line = new GrpcLine(ports.grpc());
    this.store = new Storefront(line);
  }

  /** Starts a node and waits until it is ready. Settings are given as {@code key=value}. */
  static TestProcess start(Path directory, String... settings) {
    TestProcess node = launch(directory, settings);
    try (JsonLine web = new JsonLine(node.ports.web())) {
      await()
          .atMost(START_SECONDS, TimeUnit.SECONDS)
          .pollInterval(20, TimeUnit.MILLISECONDS)
          .until(() -> !node.process.isAlive() || isReady(web));
      assertThat(node.process.isAlive()).describedAs(node.output()).isTrue();
      return node;
    } catch (RuntimeException | Error e) {
      node.close();
      throw e;
    }
  }

  private static boolean isReady(JsonLine web) {
    try {
      return web.send("GET", "/health/ready", "").statusCode() == 200;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  /** Starts a node that is expected to end by itself. */
  static TestProcess launch(Path directory, String... settings) {
    TestPorts ports = TestPorts.find();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--"))
        .forEach(command::add);
    // A short life is spent in the interpreter and the first compiler.
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ChildNode.class.getName());
    TestNode.settings(directory, ports, settings)
        .forEach((key, value) -> command.add("--set=" + key + "=" + value));
    try {
      Path output = Files.createTempFile("test-process", ".log");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      return new TestProcess(ports, process, output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** kill -9; returns when the process is gone. */
  void kill() {
    process.destroyForcibly();
    exitCode();
  }

  /** SIGTERM. */
  void terminate() {
    // By its handle: the process itself would close the pipe that says the parent lives.
    process.toHandle().destroy();
  }

  /** Waits for the end of the process. */
  int exitCode() {
    try {
      assertThat(process.waitFor(START_SECONDS, TimeUnit.SECONDS))
          .as(() -> "still running: " + output())
          .isTrue();
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** All that the process has said. */
  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    line.close();
    kill();
    try {
      Files.deleteIfExists(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
