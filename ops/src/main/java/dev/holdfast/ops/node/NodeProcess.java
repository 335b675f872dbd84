package dev.holdfast.ops.node;

import dev.holdfast.ops.command.OperationException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One node in a process of its own, started with the launcher. Its data is in {@code data} and its
 * log in {@code node.log} of the folder; starting again there recovers it. It does not outlive this
 * process, however that ends. Thread-safe.
 */
public final class NodeProcess implements AutoCloseable {

  private static final Duration READY_WITHIN = Duration.ofSeconds(90);
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(20);
  private static final long PROBE_MILLIS = 20;
  private static final int LOG_LINES_SHOWN = 25;
  private static final String HEAP = "HOLDFAST_HEAP";
  private static final String USUAL_HEAP = "1g";

  private final Process process;
  private final NodePorts ports;
  private final Path folder;
  private final Path log;
  private final Duration startTime;

  private NodeProcess(Process process, NodePorts ports, Path folder) {
    this.process = process;
    this.ports = ports;
    this.folder = folder;
    log = log(folder);
    long start = System.nanoTime();
    awaitReady();
    startTime = Duration.ofNanos(System.nanoTime() - start);
  }

  /**
   * Starts a node and waits until it is ready, at most 90 s.
   *
   * @throws OperationException with the end of its log if it is not
   */
  public static NodeProcess start(Path folder, NodePorts ports) {
    return start(folder, ports, Map.of());
  }

  /**
   * Starts a node with settings of its own and waits until it is ready, at most 90 s.
   *
   * @throws OperationException with the end of its log if it is not
   */
  public static NodeProcess start(Path folder, NodePorts ports, Map<String, String> settings) {
    ProcessBuilder builder =
        new ProcessBuilder(command(folder, ports, settings))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log(folder).toFile()));
    builder.environment().putIfAbsent(HEAP, USUAL_HEAP);
    builder.environment().put("HOLDFAST_BUILT", "yes");
    try {
      Files.createDirectories(folder);
      return new NodeProcess(Remains.ofThisProcess().start(builder), ports, folder);
    } catch (IOException e) {
      throw new OperationException("cannot start a node: " + e.getMessage(), e);
    }
  }

  private static Path log(Path folder) {
    return folder.resolve("node.log");
  }

  private static List<String> command(Path folder, NodePorts ports, Map<String, String> settings) {
    String launcher = System.getProperty("holdfast.launcher");
    if (launcher == null) {
      throw new OperationException("start this with ./holdfast, which says where the node is");
    }
    List<String> command =
        new ArrayList<>(List.of("sh", launcher, "node", "--stop-at-end-of-input"));
    List.of(
            "data.dir=" + data(folder),
            "grpc.port=" + ports.grpc(),
            "web.port=" + ports.web(),
            "member.port=" + ports.member(),
            "control.port=" + ports.control())
        .forEach(setting -> command.addAll(List.of("--set", setting)));
    settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    return command;
  }

  private static Path data(Path folder) {
    return folder.resolve("data");
  }

  /** {@code host:port} for the SDK. */
  public String target() {
    return "127.0.0.1:" + ports.grpc();
  }

  /** Where JSON, docs, health and metrics are, without a slash at the end. */
  public String web() {
    return "http://127.0.0.1:" + ports.web();
  }

  public Path log() {
    return log;
  }

  /** Its data directory. */
  public Path data() {
    return data(folder);
  }

  public long pid() {
    return process.pid();
  }

  /** Stops it where it is: its connections stay open and nothing answers. */
  public void freeze() {
    new ProcessTree(process.toHandle()).signal("STOP");
  }

  /** Lets it go on. */
  public void thaw() {
    new ProcessTree(process.toHandle()).signal("CONT");
  }

  /** From the start of the process to ready. */
  public Duration startTime() {
    return startTime;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The metrics page as it is. */
  public String metrics() {
    return tryAgain(() -> get("/metrics").body());
  }

  /** The answer to a JSON request, refused or not. */
  public String post(String path, String json) {
    return tryAgain(
        () ->
            send(request(path)
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(json)))
                .body());
  }

  /** Ends it at once and without warning, and waits until it is gone. */
  public void kill9() {
    process.destroyForcibly();
    ended(STOPPED_WITHIN);
  }

  /** Asks it to stop, and ends it if it has not within 20 s. Idempotent. */
  @Override
  public void close() {
    process.destroy();
    if (!ended(STOPPED_WITHIN)) {
      kill9();
    }
  }

  private boolean ended(Duration within) {
    try {
      boolean ended = process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
      if (ended) {
        Remains.ofThisProcess().ended(process);
      }
      return ended;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      return true;
    }
  }

  private void awaitReady() {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (!ready()) {
      if (!process.isAlive()) {
        ended(Duration.ZERO);
        throw new OperationException(
            "the node ended with exit code " + process.exitValue() + endOfLog());
      }
      if (System.nanoTime() > deadline) {
        kill9();
        throw new OperationException(
            "the node was not ready after " + READY_WITHIN.toSeconds() + " s" + endOfLog());
      }
      pause();
    }
  }

  private boolean ready() {
    try {
      return get("/health/ready").statusCode() == 200;
    } catch (OperationException notYet) {
      return false;
    }
  }

  private HttpResponse<String> get(String path) {
    return send(request(path));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(web() + path)).timeout(Duration.ofSeconds(5));
  }

  private static HttpResponse<String> send(HttpRequest.Builder builder) {
    HttpRequest request = builder.build();
    try {
      return Web.CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new OperationException(request.method() + " " + request.uri() + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationException("interrupted", e);
    }
  }

  /** A pooled connection may have been closed by the node: the next attempt opens another. */
  private static String tryAgain(Supplier<String> answer) {
    try {
      return answer.get();
    } catch (OperationException first) {
      return answer.get();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PROBE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationException("interrupted while a node starts", e);
    }
  }

  private String endOfLog() {
    return ". The end of " + log + ":\n" + String.join("\n", lastLines());
  }

  private List<String> lastLines() {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
      return lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
    } catch (MalformedInputException e) {
      return List.of("(not text)");
    } catch (IOException e) {
      return List.of("(not readable: " + e + ")");
    }
  }

  /** One client for all nodes; made when the first node is started. */
  private static final class Web {
    static final HttpClient CLIENT =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();
  }
}
