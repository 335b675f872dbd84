package dev.holdfast.server;

import dev.holdfast.cluster.behind.Ledger;
import dev.holdfast.cluster.node.Node;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread that writes behind, and the only one that waits for PostgreSQL. To be closed when the
 * node decides nothing more, and before its journal: what is not written by then is in the journal.
 */
final class DrainThread implements AutoCloseable {
  private static final long LAST_MILLIS = 3_000;
  private static final long END_MILLIS = 2_000;

  /** How long after the start a store that is not up yet is no trouble, in milliseconds. */
  private static final long START_MILLIS = 10_000;

  private static final long LOOK_MILLIS = 20;

  private final @Nullable Ledger ledger;
  private final BooleanSupplier ready;
  private @Nullable Thread thread;
  private volatile boolean last;

  /**
   * Not begun yet.
   *
   * @param ledger null if nothing is written behind
   * @param ready whether the ledger has where to write
   */
  DrainThread(@Nullable Ledger ledger, BooleanSupplier ready) {
    this.ledger = ledger;
    this.ready = ready;
  }

  void start(Node node, Consumer<Throwable> fatal) {
    if (ledger != null) {
      Thread started = new Thread(() -> run(node, fatal), "drainer");
      started.setDaemon(true);
      started.start();
      thread = started;
    }
  }

  private void run(Node node, Consumer<Throwable> fatal) {
    try {
      for (long waited = 0; !ready.getAsBoolean() && waited < START_MILLIS; waited += LOOK_MILLIS) {
        Thread.sleep(LOOK_MILLIS);
      }
      while (!last || node.behind() > 0) {
        Thread.sleep(node.drain());
      }
      node.endDrain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      fatal.accept(e);
    }
  }

  /** Writes what is left, if that takes no longer than 3 s. */
  @Override
  public void close() throws InterruptedException {
    last = true;
    if (thread != null) {
      thread.join(LAST_MILLIS);
      thread.interrupt();
    }
    if (ledger != null) {
      ledger.close();
    }
    if (thread != null) {
      thread.join(END_MILLIS);
    }
  }
}
