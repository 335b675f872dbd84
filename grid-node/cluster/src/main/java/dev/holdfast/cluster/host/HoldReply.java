package dev.holdfast.cluster.host;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Hold;

/** Takes the answer to a call on a hold. */
@FunctionalInterface
public interface HoldReply {
  void accept(Answer<Hold> answer);
}
