package dev.holdfast.cluster.node;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.catalogue.Catalogue;
import java.time.Duration;

/** What a shard answers to a create, in the words of its request. */
final class GrantAnswer {
  private GrantAnswer() {}

  /** Names the limit that a ttl exceeds: the shard has no words for it. */
  static Answer<Hold> of(Answer<Hold> answer, HoldCommand.Create create, Catalogue catalogue) {
    return answer instanceof Answer.Refused<Hold> refused && refused.reason() == Reason.INVALID_TTL
        ? catalogue
            .pool(create.pool())
            .<Answer<Hold>>map(
                pool ->
                    Answer.refused(
                        Reason.INVALID_TTL,
                        "ttl may be %s at most, the longest_hold_life of pool %s"
                            .formatted(seconds(pool.longestLifeMillis()), pool.id()),
                        "ttl"))
            .orElse(answer)
        : answer;
  }

  /** As the JSON of a Duration. */
  private static String seconds(long millis) {
    return Duration.ofMillis(millis).toSeconds()
        + (millis % 1_000 == 0 ? "" : ".%03d".formatted(millis % 1_000))
        + "s";
  }
}
