package dev.holdfast.client.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Tells callers what became of their calls. Belongs to the I/O thread.
 *
 * <p>A thread that waits is woken directly. Other answers run the user's code, so they are handed
 * to the user's executor, those of one frame as one task.
 */
final class Completions {

  private final Executor callbacks;
  private final Semaphore room;
  private List<Pending<?>> batch = new ArrayList<>();

  Completions(Executor callbacks, Semaphore room) {
    this.callbacks = callbacks;
    this.room = room;
  }

  <A> void succeed(Pending<A> call, A answer) {
    call.answer(answer);
    finish(call);
  }

  void fail(Pending<?> call, CallFailure failure) {
    call.failure(failure);
    finish(call);
  }

  /** Ends a call that was never taken up. Any thread. */
  void refuse(Pending<?> call, CallFailure failure) {
    call.failure(failure);
    room.release();
    call.settle();
  }

  /** Hands over what has gathered. */
  void dispatch() {
    if (batch.isEmpty()) {
      return;
    }
    List<Pending<?>> ended = batch;
    batch = new ArrayList<>(Math.min(ended.size(), 1_000));
    try {
      callbacks.execute(() -> ended.forEach(Pending::settle));
    } catch (RejectedExecutionException e) {
      // An executor that was shut down before the connection: nobody may wait for ever.
      ended.forEach(Pending::settle);
    }
  }

  private void finish(Pending<?> call) {
    room.release();
    if (call.patience.blocking()) {
      call.settle();
    } else {
      batch.add(call);
    }
  }
}
