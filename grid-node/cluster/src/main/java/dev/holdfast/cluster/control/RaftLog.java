package dev.holdfast.cluster.control;

import java.util.SortedSet;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * A log that a majority of its members agrees on, applied into this member's {@link
 * ControlMachine}. Safe for any thread.
 */
public interface RaftLog extends AutoCloseable {

  /** The longest command, in bytes. */
  int MAX_COMMAND_BYTES = 3 << 20;

  /**
   * Commits a command and answers what the machine answered to it, when this member has applied it
   * too. Fails with {@link NoQuorumException} after a bounded time; the command may then still be
   * applied later, so it must be safe to apply twice.
   */
  CompletionStage<byte[]> propose(byte[] command);

  /** The members that vote, as this one knows them. */
  SortedSet<UUID> members();

  @Override
  void close();
}
