package dev.holdfast.ops.node;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What must not outlive this process: processes that it starts, mounts, temporary folders. One
 * shutdown hook ends them, also when it comes while a node is still starting. Thread-safe.
 */
public final class Remains {

  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(8);

  private static final Remains OF_THIS_PROCESS = new Remains();

  private final Set<Process> processes = new LinkedHashSet<>();
  private final Deque<Runnable> leftovers = new ArrayDeque<>();
  private boolean ending;

  private Remains() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "remains"));
  }

  public static Remains ofThisProcess() {
    return OF_THIS_PROCESS;
  }

  /** Starts a process, under the lock that the hook takes: it sees every process or prevents it. */
  public synchronized Process start(ProcessBuilder builder) throws IOException {
    if (ending) {
      throw new IOException("this program is ending");
    }
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  public synchronized void ended(Process process) {
    processes.remove(process);
  }

  /** To be removed after the processes, the latest first; it must not fail. */
  public synchronized void add(Runnable removal) {
    leftovers.push(removal);
  }

  public synchronized void remove(Runnable removal) {
    leftovers.remove(removal);
  }

  private synchronized void end() {
    ending = true;
    // One that was stopped hears nothing before it goes on.
    processes.forEach(process -> new ProcessTree(process.toHandle()).thaw());
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
    List.copyOf(leftovers).forEach(Runnable::run);
  }
}
