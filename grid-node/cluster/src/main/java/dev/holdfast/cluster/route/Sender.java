package dev.holdfast.cluster.route;

import dev.holdfast.cluster.member.Members;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends messages to members, those that meet together. Safe for any thread. */
final class Sender {
  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

  private final Members members;
  private final Executor workers;
  private final LongSupplier grid;
  private final Map<UUID, Outbox> outboxes = new ConcurrentHashMap<>();

  Sender(Members members, Executor workers, LongSupplier grid) {
    this.members = members;
    this.workers = workers;
    this.grid = grid;
  }

  /** Sends a message, which may be lost. */
  void send(UUID to, Message message) {
    byte[] bytes = Envelope.bytes(message);
    if (bytes.length > Envelope.MAX_BYTES) {
      LOG.error(
          "a message has {} bytes and is lost; at most {} fit", bytes.length, Envelope.MAX_BYTES);
      return;
    }
    outboxes.computeIfAbsent(to, member -> new Outbox(member, members, workers, grid)).add(bytes);
  }
}
