package dev.holdfast.cluster.behind.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server's first process, as its file {@code postmaster.pid} says: pid, folder, start time, port,
 * socket folder, address, shared memory, status. The server writes the file, and it may be stale.
 */
record Postmaster(ProcessHandle process, int port, String status) {
  private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);
  private static final int PORT_LINE = 3;
  private static final int STATUS_LINE = 7;
  private static final long FAST_SECONDS = 5;
  private static final long IMMEDIATE_SECONDS = 3;

  /** Above every pid that a kernel gives. */
  private static final long NO_PID = 99_999_999;

  /** The server that runs on this data, if one does. */
  static Optional<Postmaster> of(Path data) throws IOException {
    List<String> lines = lines(data);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    Optional<ProcessHandle> process = ProcessHandle.of(pid(lines)).filter(p -> isOn(p, data));
    return process.map(
        alive -> new Postmaster(alive, number(lines, PORT_LINE), line(lines, STATUS_LINE)));
  }

  /**
   * If the recorded pid is another process's by now, says so in the file: the server would take
   * that one for its predecessor. The rest must stay, it tells of shared memory that is in use.
   */
  static void forgetStranger(Path data) throws IOException {
    List<String> lines = lines(data);
    if (!lines.isEmpty()
        && ProcessHandle.of(pid(lines)).isPresent()
        && Postmaster.of(data).isEmpty()) {
      String rest = String.join("\n", lines.subList(1, lines.size()));
      Files.writeString(file(data), NO_PID + "\n" + rest + "\n");
    }
  }

  private static Path file(Path data) {
    return data.resolve("postmaster.pid");
  }

  private static List<String> lines(Path data) throws IOException {
    try {
      return Files.readAllLines(file(data), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private static String line(List<String> lines, int index) {
    return index < lines.size() ? lines.get(index).strip() : "";
  }

  private static int number(List<String> lines, int index) {
    String line = line(lines, index);
    return line.matches("[0-9]{1,9}") ? Integer.parseInt(line) : 0;
  }

  private static long pid(List<String> lines) {
    return Math.max(1, number(lines, 0));
  }

  /** A postgres that was started on this folder, and no stranger under a pid that came again. */
  private static boolean isOn(ProcessHandle process, Path data) {
    ProcessHandle.Info info = process.info();
    return info.command().filter(command -> command.endsWith("/postgres")).isPresent()
        && Arrays.asList(info.arguments().orElse(new String[0])).contains(data.toString());
  }

  /** A process without a program is a dead one that nobody has asked after. */
  boolean isAlive() {
    return process.isAlive() && process.info().command().isPresent();
  }

  boolean isReady() {
    return status.equals("ready");
  }

  boolean runs(Path program) {
    return process.info().command().filter(program.toString()::equals).isPresent();
  }

  /**
   * Stops it: with a checkpoint if it can, at once if not. What it had committed is on disk either
   * way. Takes 9 s at most.
   */
  void stop() throws InterruptedException {
    signal("INT");
    if (ends(FAST_SECONDS)) {
      return;
    }
    List<ProcessHandle> all = Stream.concat(Stream.of(process), process.descendants()).toList();
    signal("QUIT");
    all.forEach(one -> signal("CONT", one));
    if (!ends(IMMEDIATE_SECONDS)) {
      all.forEach(ProcessHandle::destroyForcibly);
      ends(1);
    }
  }

  /**
   * Where Linux shares the processor out among sessions first (autogroup), a process that is nice
   * is so only to those of its own session. So its session must be; it is no matter if it cannot.
   */
  void behindOtherSessions() {
    Path session = Path.of("/proc", Long.toString(process.pid()), "autogroup");
    if (Files.exists(session)) {
      try {
        Files.writeString(session, Program.NICENESS + "\n", StandardOpenOption.WRITE);
      } catch (IOException e) {
        LOG.debug("PostgreSQL's session keeps an equal share of the processor", e);
      }
    }
  }

  private void signal(String name) {
    signal(name, process);
  }

  private static void signal(String name, ProcessHandle process) {
    try {
      var unused =
          new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor(1, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("no signal can be sent", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean ends(long seconds) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (isAlive() && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
    return !isAlive();
  }
}
