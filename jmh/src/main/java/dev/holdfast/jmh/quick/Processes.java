package dev.holdfast.jmh.quick;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The nodes and the echo under test, a process each; all of it is gone after {@link #close}. */
final class Processes implements AutoCloseable {
  private static final long READY_WITHIN_MILLIS = 60_000;

  private final Path folder;
  private final List<Process> running = new ArrayList<>();

  Processes() throws IOException {
    folder = Files.createTempDirectory("holdfast-bench");
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "bench-end"));
  }

  /** Starts an echo; answers its port. */
  int echo(int answerBytes) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            EchoServer.class.getName(),
            Integer.toString(answerBytes)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    running.add(process);
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    String port = lines.readLine();
    if (port == null) {
      throw new IOException("the echo server did not start");
    }
    return Integer.parseInt(port);
  }

  /** A node that runs until this is closed. */
  record Node(int port, Process process) implements AutoCloseable {

    @Override
    public void close() {
      end(process);
    }
  }

  /** Starts a node as the launcher does, with these settings, and waits until it is ready. */
  Node node(String... settings) throws IOException, InterruptedException {
    String launcher = System.getProperty("holdfast.launcher");
    if (launcher == null) {
      throw new IOException("start this with ./holdfast bench, which says where the node is");
    }
    List<Integer> ports = freePorts(4);
    Path data = Files.createTempDirectory(folder, "node");
    Path log = data.resolve("log");
    List<String> command = new ArrayList<>(List.of("sh", launcher, "node"));
    Stream.concat(
            Stream.of(
                "data.dir=" + data.resolve("data"),
                "grpc.port=" + ports.get(0),
                "web.port=" + ports.get(1),
                "member.port=" + ports.get(2),
                "control.port=" + ports.get(3)),
            Stream.of(settings))
        .forEach(setting -> command.addAll(List.of("--set", setting)));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("HOLDFAST_BUILT", "yes");
    Process process = builder.start();
    running.add(process);
    awaitReady(process, ports.get(1), log);
    return new Node(ports.get(0), process);
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> open = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        open.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return open.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : open) {
        socket.close();
      }
    }
  }

  private static void awaitReady(Process process, int webPort, Path log)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(READY_WITHIN_MILLIS);
    while (!ready(webPort)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException("the node is not ready; its log:\n" + Files.readString(log));
      }
      Thread.sleep(100);
    }
  }

  private static boolean ready(int webPort) {
    try {
      URI uri = URI.create("http://127.0.0.1:" + webPort + "/health/ready");
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setConnectTimeout(1_000);
      connection.setReadTimeout(1_000);
      return connection.getResponseCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private void end() {
    running.forEach(Process::destroy);
    running.forEach(Processes::end);
  }

  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    end();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
