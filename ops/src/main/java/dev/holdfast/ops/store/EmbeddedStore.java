package dev.holdfast.ops.store;

import dev.holdfast.ops.command.OperationException;
import dev.holdfast.ops.node.NodeProcess;
import dev.holdfast.ops.node.ProcessTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The PostgreSQL that a node runs in its data directory. For one thread. */
public final class EmbeddedStore {

  private static final String PID_FILE = "postmaster.pid";
  private static final int DEPTH = 4;

  private final ProcessTree processes;

  private EmbeddedStore(ProcessTree processes) {
    this.processes = processes;
  }

  /**
   * Finds it.
   *
   * @throws OperationException if there is none that runs
   */
  public static EmbeddedStore of(NodeProcess node) {
    Path file = pidFile(node.data());
    try {
      long pid = Long.parseLong(Files.readAllLines(file).get(0).strip());
      return ProcessHandle.of(pid)
          .map(process -> new EmbeddedStore(new ProcessTree(process)))
          .orElseThrow(() -> new OperationException("no PostgreSQL runs as " + file + " says"));
    } catch (IOException e) {
      throw new OperationException("cannot read " + file + ": " + e, e);
    }
  }

  private static Path pidFile(Path data) {
    try (Stream<Path> files =
        Files.find(data, DEPTH, (file, is) -> file.endsWith(PID_FILE) && is.isRegularFile())) {
      return files
          .findFirst()
          .orElseThrow(() -> new OperationException("no PostgreSQL was started in " + data));
    } catch (IOException e) {
      throw new OperationException("cannot look for PostgreSQL in " + data + ": " + e, e);
    }
  }

  /** Ends all its processes at once and without warning. */
  public void kill9() {
    processes.kill9();
  }
}
