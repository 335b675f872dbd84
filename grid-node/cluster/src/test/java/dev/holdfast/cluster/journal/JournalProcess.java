package dev.holdfast.cluster.journal;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A process of its own that uses a journal until it is killed. */
final class JournalProcess implements AutoCloseable {

  /** No child lives longer, whatever happens to its parent. */
  private static final long LIFE_MILLIS = 20_000;

  private final Process process;
  private final BufferedReader lines;

  private JournalProcess(Process process) {
    this.process = process;
    this.lines = process.inputReader(StandardCharsets.UTF_8);
  }

  static JournalProcess start(String what, Path directory) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            java,
            "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            JournalProcess.class.getName(),
            what,
            directory.toString());
    return new JournalProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** All that a child says until it ends. */
  static String run(String what, Path directory) throws IOException {
    try (JournalProcess child = start(what, directory)) {
      return child.lines.readAllAsString();
    }
  }

  /** Reads lines until one is at least this number; returns it. */
  long readUntil(long wanted) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (!line.matches("[0-9]+")) {
        throw new IOException("the child says: " + line + "\n" + lines.readAllAsString());
      }
      if (Long.parseLong(line) >= wanted) {
        return Long.parseLong(line);
      }
    }
    throw new IOException("the child ended");
  }

  /** kill -9, then the last number that it had said. */
  long kill() throws IOException, InterruptedException {
    // By its handle, which leaves what it said to be read.
    process.toHandle().destroyForcibly();
    process.waitFor(10, TimeUnit.SECONDS);
    long last = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      // The last line may be cut; a number that is cut is lower, never higher.
      last = line.isEmpty() ? last : Math.max(last, Long.parseLong(line));
    }
    return last;
  }

  /** Takes so many whole lines, then kill -9, then takes the rest; one that is cut is left out. */
  void readThenKill(int count, int lineLength, Consumer<String> taker)
      throws IOException, InterruptedException {
    for (int i = 0; i < count; i++) {
      String line = lines.readLine();
      if (line == null || line.length() != lineLength) {
        throw new IOException("the child says: " + line + "\n" + lines.readAllAsString());
      }
      taker.accept(line);
    }
    process.toHandle().destroyForcibly();
    process.waitFor(10, TimeUnit.SECONDS);
    lines.lines().filter(line -> line.length() == lineLength).forEach(taker);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  public static void main(String[] args) {
    long endsAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIFE_MILLIS);
    Path directory = Path.of(args[1]);
    if (args[0].equals("lock")) {
      try (DataDirectory opened = DataDirectory.open(directory)) {
        System.out.println("opened " + opened.path());
      } catch (DataDirectoryException e) {
        System.out.println(e.getMessage());
      }
      return;
    }
    try (TestJournal t = TestJournal.open(directory)) {
      if (args[0].equals("shards")) {
        ShardWork.run(t, endsAt);
        return;
      }
      if (t.journal.epoch(0) == 0) {
        t.journal.installEpoch(0, 1, 1);
      }
      for (long next = t.journal.lastSequence(0) + 1; System.nanoTime() < endsAt; next++) {
        t.append(0, 1, next, next);
        System.out.println(next);
      }
    }
  }
}
