package dev.holdfast.cluster.ledger;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.ExplainQuery;
import dev.holdfast.engine.Explanation;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.catalogue.Catalogue;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/**
 * One question why: waits shortly for what is on its way into PostgreSQL, and reads again if the
 * log is trimmed under it. One thread.
 */
final class Question {
  private static final long PATIENCE_NANOS = 1_000_000_000;
  private static final long POLL_MILLIS = 5;
  private static final int ATTEMPTS = 3;

  /** PostgreSQL may be silent until the deadline, and within these bounds. */
  private static final long LEAST_SILENT_MILLIS = 1_000;

  private static final long MOST_SILENT_MILLIS = 10_000;

  private final Explainer.Ground ground;
  private final ExplainQuery query;
  private final int shard;

  Question(Explainer.Ground ground, ExplainQuery query) {
    this.ground = ground;
    this.query = query;
    this.shard = ground.shards().shardOf(query.sku());
  }

  Answer<Explanation> answer(long deadlineNanos) {
    if (!query.pool().isEmpty() && !ground.catalogue().get().poolNames().contains(query.pool())) {
      return Answer.refused(Reason.POOL_NOT_FOUND, "there is no pool " + query.pool(), "pool");
    }
    long asked = ground.wallMillis().getAsLong();
    long last = ground.committed().applyAsLong(shard);
    awaitWritten(last, deadlineNanos);
    for (int attempt = 1; ; attempt++) {
      try {
        return read(asked, last, deadlineNanos);
      } catch (IllegalStateException trimmed) {
        // What the journal gave up meanwhile is in PostgreSQL by now.
        if (attempt == ATTEMPTS) {
          throw trimmed;
        }
      }
    }
  }

  /** What is committed is in PostgreSQL within milliseconds, unless that is away. */
  private void awaitWritten(long sequence, long deadlineNanos) {
    long until = System.nanoTime() + PATIENCE_NANOS;
    if (deadlineNanos != Long.MAX_VALUE && deadlineNanos - PATIENCE_NANOS / 5 - until < 0) {
      until = deadlineNanos - PATIENCE_NANOS / 5;
    }
    while (ground.written().writes(shard)
        && ground.written().drained(shard) < sequence
        && ground.written().isReady()
        && System.nanoTime() - until < 0) {
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private Answer<Explanation> read(long asked, long last, long deadlineNanos) {
    Catalogue now = ground.catalogue().get();
    try (Connection connection = ground.written().reading()) {
      connection.setNetworkTimeout(Runnable::run, silentMillis(deadlineNanos));
      return new Finding(ground, query, now, asked, last).in(connection);
    } catch (SQLException e) {
      return new Finding(ground, query, now, asked, last).without(String.valueOf(e.getMessage()));
    }
  }

  private static int silentMillis(long deadlineNanos) {
    long left =
        deadlineNanos == Long.MAX_VALUE
            ? MOST_SILENT_MILLIS
            : TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    return (int) Math.clamp(left, LEAST_SILENT_MILLIS, MOST_SILENT_MILLIS);
  }
}
