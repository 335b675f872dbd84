package dev.holdfast.cluster.node;

import dev.holdfast.cluster.host.Clock;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.Reason;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Which creates are refused whatever their pool and lines are. Safe for any thread. */
final class Admission {
  private final Clock clock;
  private final long windowMillis;
  private final long fromMillis;
  private final BooleanSupplier diskLow;

  /**
   * An admission.
   *
   * @param windowMillis how long an identity is known: an older create may be a retry of a hold
   *     that the grid has forgotten
   * @param fromMillis when the shards came back from PostgreSQL alone, 0 if they never did: a
   *     create issued before may be a retry of a hold that was lost
   */
  Admission(Clock clock, long windowMillis, long fromMillis, BooleanSupplier diskLow) {
    this.clock = clock;
    this.windowMillis = windowMillis;
    this.fromMillis = fromMillis;
    this.diskLow = diskLow;
  }

  static Admission of(Node.Ground ground, Node.Limits limits, BooleanSupplier diskLow) {
    return new Admission(
        ground.clock(),
        limits.shard().identityWindowMillis(),
        ground.behind().map(WriteBehind::restoredMillis).orElse(0L),
        diskLow);
  }

  Optional<Answer<Hold>> refusal(HoldCommand.Create create) {
    if (diskLow.getAsBoolean()) {
      return Optional.of(
          Answer.retryLater(
              Reason.OVERLOADED, "the disk of data.dir is nearly full: no new holds", 1_000));
    }
    long issued = create.issueMillis();
    if (issued == 0) {
      return Optional.empty();
    }
    if (issued < fromMillis) {
      return early(issued, fromMillis, "what was acknowledged before may be lost");
    }
    long oldest = clock.wallMillis() - windowMillis;
    if (issued < oldest) {
      return early(issued, oldest, "the identity window, in which a retry finds its hold, is over");
    }
    return Optional.empty();
  }

  private static Optional<Answer<Hold>> early(long issued, long limit, String why) {
    return Optional.of(
        Answer.refused(
            Reason.ISSUED_TOO_EARLY,
            "issue_time is "
                + Instant.ofEpochMilli(issued)
                + "; it must not be before "
                + Instant.ofEpochMilli(limit)
                + ": "
                + why,
            "issue_time"));
  }
}
