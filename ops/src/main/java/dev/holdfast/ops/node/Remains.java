package dev.holdfast.ops.node;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What must not outlive this process: node processes and temporary folders. One shutdown hook ends
 * them, also when it comes while a node is still starting. Thread-safe.
 */
final class Remains {

  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(8);

  private static final Remains OF_THIS_PROCESS = new Remains();

  private final Set<Process> processes = new LinkedHashSet<>();
  private final Set<WorkFolder> folders = new LinkedHashSet<>();
  private boolean ending;

  private Remains() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "remains"));
  }

  static Remains ofThisProcess() {
    return OF_THIS_PROCESS;
  }

  /** Starts a process, under the lock that the hook takes: it sees every process or prevents it. */
  synchronized Process start(ProcessBuilder builder) throws java.io.IOException {
    if (ending) {
      throw new java.io.IOException("this program is ending");
    }
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  synchronized void ended(Process process) {
    processes.remove(process);
  }

  synchronized void add(WorkFolder folder) {
    folders.add(folder);
  }

  synchronized void remove(WorkFolder folder) {
    folders.remove(folder);
  }

  private synchronized void end() {
    ending = true;
    processes.forEach(Process::destroy);
    long deadline = System.nanoTime() + GRACE_NANOS;
    try {
      for (Process process : processes) {
        if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          process.destroyForcibly().waitFor(1, TimeUnit.SECONDS);
        }
      }
    } catch (InterruptedException e) {
      processes.forEach(Process::destroyForcibly);
    }
    Set.copyOf(folders).forEach(WorkFolder::close);
  }
}
