package dev.holdfast.cluster.route;

import dev.holdfast.cluster.member.Members;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * What goes to one member: messages that come while others are packed leave together. Safe for any
 * thread.
 */
final class Outbox {
  private final UUID to;
  private final Members members;
  private final Executor workers;
  private final LongSupplier grid;
  private final ConcurrentLinkedQueue<byte[]> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  Outbox(UUID to, Members members, Executor workers, LongSupplier grid) {
    this.to = to;
    this.members = members;
    this.workers = workers;
    this.grid = grid;
  }

  /** Sends a message of {@link Envelope#MAX_BYTES} at most. */
  void add(byte[] message) {
    queue.add(message);
    if (waiting.getAndIncrement() == 0) {
      workers.execute(this::pack);
    }
  }

  private void pack() {
    int taken = waiting.get();
    Envelope envelope = new Envelope(grid.getAsLong());
    for (int i = 0; i < taken; i++) {
      byte[] message = java.util.Objects.requireNonNull(queue.poll());
      if (!envelope.hasRoom(message.length)) {
        members.send(to, 0, envelope.seal());
        envelope = new Envelope(grid.getAsLong());
      }
      envelope.add(message);
    }
    members.send(to, 0, envelope.seal());
    if (waiting.addAndGet(-taken) > 0) {
      workers.execute(this::pack);
    }
  }
}
