package dev.holdfast.ops.check;

import dev.holdfast.ops.command.OperationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Bounds how many calls are unanswered at once. Thread-safe. */
final class Window {

  private static final long PATIENCE_SECONDS = 120;

  private final Semaphore room;
  private final int size;

  Window(int size) {
    this.size = size;
    room = new Semaphore(size);
  }

  /** Waits for room, at most two minutes; to be followed by {@link #leaveAfter}. */
  void enter() {
    await(1);
  }

  /** Gives the room back when the call is answered, in whichever way. */
  void leaveAfter(CompletionStage<?> call) {
    call.whenComplete((answer, failure) -> room.release());
  }

  /** Waits until every call is answered. */
  void drain() {
    await(size);
    room.release(size);
  }

  int unanswered() {
    return size - room.availablePermits();
  }

  private void await(int permits) {
    try {
      if (!room.tryAcquire(permits, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new OperationException("no answer for " + PATIENCE_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationException("interrupted", e);
    }
  }
}
