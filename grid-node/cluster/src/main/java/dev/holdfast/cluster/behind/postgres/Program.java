package dev.holdfast.cluster.behind.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs PostgreSQL's programs, which refuse to be root. */
final class Program {
  private static final long PROBE_SECONDS = 5;

  /** A third of an equal share, if all want all. */
  static final int NICENESS = 5;

  private final Path binaries;
  private final List<String> before;

  private Program(Path binaries, List<String> before) {
    this.binaries = binaries;
    this.before = before;
  }

  /**
   * As this user. Root goes into a user namespace of its own, where it is nobody but keeps its
   * files.
   *
   * @param ours a file of ours, which tells who we are
   */
  static Program of(Path binaries, Path ours) throws IOException, InterruptedException {
    if (!Integer.valueOf(0).equals(Files.getAttribute(ours, "unix:uid"))) {
      return new Program(binaries, List.of());
    }
    if (!succeeds(List.of("unshare", "-U", "true"))) {
      throw new IOException(
          "PostgreSQL refuses to run as root, and user namespaces (unshare -U) are not allowed"
              + " here: run the node as another user, or set store.url");
    }
    return new Program(binaries, List.of("unshare", "-U"));
  }

  /**
   * The same with less of a right to the processor, as far as the machine knows of that: who waits
   * for a lock goes before what is written behind it.
   */
  Program behindOthers() throws InterruptedException {
    List<String> nice = List.of("nice", "-n", Integer.toString(NICENESS));
    if (!succeeds(Stream.concat(nice.stream(), Stream.of("true")).toList())) {
      return this;
    }
    return new Program(binaries, Stream.concat(nice.stream(), before.stream()).toList());
  }

  private static boolean succeeds(List<String> command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).start();
      return process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Its file. */
  Path path(String name) {
    return binaries.resolve("bin").resolve(name);
  }

  /**
   * Runs a program to its end.
   *
   * @throws IOException with what it printed if it fails
   */
  void run(String name, List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(before);
    command.add(path(name).toString());
    command.addAll(arguments);
    Path output = Files.createTempFile("holdfast-" + name, ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      int code;
      try {
        code = process.waitFor();
      } catch (InterruptedException e) {
        process.destroy();
        process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS);
        throw e;
      }
      if (code != 0) {
        String said = Files.readString(output, StandardCharsets.ISO_8859_1).strip();
        throw new IOException(name + " failed (" + code + "): " + said);
      }
    } finally {
      Files.delete(output);
    }
  }
}
