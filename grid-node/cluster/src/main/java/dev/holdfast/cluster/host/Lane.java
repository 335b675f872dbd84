package dev.holdfast.cluster.host;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs the work of one shard one piece at a time, on whichever thread finds it idle: a caller that
 * meets no other pays for no hand-over, and what arrives meanwhile is found together by the one
 * that is at work. After a few rounds, or a batch of other callers' pieces, the rest goes to the
 * workers: a caller has connections of its own to serve.
 */
final class Lane {
  private static final int ROUNDS = 4;

  /** A few milliseconds' work. */
  private static final int PIECES = 1_024;

  /** Takes pieces in order. */
  interface Worker {
    /** One piece of the queue. */
    void piece(Object piece);

    /** No more for now. */
    void endRound();

    /** A piece or a round threw; the others go on. */
    void failed(Throwable why);
  }

  private final ConcurrentLinkedQueue<Object> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Executor workers;
  private final Worker worker;

  Lane(Executor workers, Worker worker) {
    this.workers = workers;
    this.worker = worker;
  }

  /** Pieces that are not done. */
  int waiting() {
    return waiting.get();
  }

  void add(Object piece) {
    queue.add(piece);
    if (waiting.getAndIncrement() == 0) {
      run();
    }
  }

  /** Adds pieces that are found together. */
  void addAll(java.util.List<?> pieces) {
    if (pieces.isEmpty()) {
      return;
    }
    queue.addAll(pieces);
    if (waiting.getAndAdd(pieces.size()) == 0) {
      run();
    }
  }

  private void run() {
    int left = PIECES;
    for (int round = 0; round < ROUNDS && left > 0; round++) {
      int taken = Math.min(left, waiting.get());
      left -= taken;
      for (int i = 0; i < taken; i++) {
        piece(java.util.Objects.requireNonNull(queue.poll()));
      }
      endRound();
      if (waiting.addAndGet(-taken) == 0) {
        return;
      }
    }
    workers.execute(this::run);
  }

  /** Whatever a piece does, what waits behind it is found: a lane that stops counting hangs. */
  private void piece(Object piece) {
    try {
      worker.piece(piece);
    } catch (RuntimeException | Error e) {
      worker.failed(e);
    }
  }

  private void endRound() {
    try {
      worker.endRound();
    } catch (RuntimeException | Error e) {
      worker.failed(e);
    }
  }
}
