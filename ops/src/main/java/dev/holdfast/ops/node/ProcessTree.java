package dev.holdfast.ops.node;

import dev.holdfast.ops.command.OperationException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A process and all that it has started, for signals to all of them at once. For one thread.
 *
 * @param root need not be a child of this process
 */
public record ProcessTree(ProcessHandle root) {

  private static final int MOST_ROUNDS = 100;

  /** Stops them all where they are; also those that they start meanwhile. */
  public void freeze() {
    Set<ProcessHandle> stopped = new HashSet<>();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      List<ProcessHandle> running = all().filter(process -> !stopped.contains(process)).toList();
      if (running.isEmpty()) {
        return;
      }
      signal("STOP", running);
      stopped.addAll(running);
    }
    throw new OperationException(root.pid() + " starts processes faster than they can be stopped");
  }

  /** Lets them go on. */
  public void thaw() {
    signal("CONT", all().toList());
  }

  /** Ends them all at once and without warning, and returns when they are gone. */
  public void kill9() {
    freeze();
    List<ProcessHandle> all = all().toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(process -> process.onExit().join());
  }

  /** Sends a signal such as {@code INT} to the first process only. */
  public void signal(String name) {
    signal(name, List.of(root));
  }

  private Stream<ProcessHandle> all() {
    return Stream.concat(Stream.of(root), root.descendants()).filter(ProcessHandle::isAlive);
  }

  private static void signal(String name, List<ProcessHandle> processes) {
    String pids =
        processes.stream().map(process -> "" + process.pid()).collect(Collectors.joining(" "));
    // One that has ended meanwhile is no failure.
    Shell.run(List.of("sh", "-c", "kill -" + name + " " + pids + " 2>/dev/null || true"));
  }
}
