package dev.holdfast.cluster.route;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;

/**
 * What members say to each other about calls. Identities are the asker's, never used twice in its
 * life and unlikely in another; an answer carries the identity of what it answers.
 */
sealed interface Message {

  long id();

  /**
   * A command for a shard.
   *
   * @param remainingMillis until its deadline, at least 0, or {@link #NO_DEADLINE}: readings of a
   *     clock mean nothing elsewhere
   * @param internal whether it is the grid's own
   * @param catalogue the version that the numbers of pools and locations are of
   * @param command one command, as {@link dev.holdfast.engine.shard.Commands} writes it
   */
  record Part(
      long id, int shard, long remainingMillis, boolean internal, long catalogue, byte[] command)
      implements Message {}

  /**
   * The outcome of a part.
   *
   * @param catalogue the version that its numbers are of
   * @param outcome one outcome, as {@link dev.holdfast.engine.shard.OutcomeReader} reads it
   */
  record PartReply(long id, long catalogue, Answer<byte[]> outcome) implements Message {}

  /** A call on a hold, for who leads it at its home. */
  record Lead(long id, int home, long remainingMillis, long catalogue, HoldCommand command)
      implements Message {}

  record LeadReply(long id, Answer<Hold> answer) implements Message {}

  /** The call was not taken, and had no effect: this member does not decide for its shard. */
  record Moved(long id) implements Message {}

  long NO_DEADLINE = -1;
}
