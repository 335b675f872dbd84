package dev.holdfast.cluster.ledger;

import dev.holdfast.cluster.journal.Journal;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.ExplainQuery;
import dev.holdfast.engine.Explanation;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.shard.Shard;
import dev.holdfast.engine.shard.ShardMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Says why availability was what it was, a few questions at a time. Safe for any thread; the work
 * is done on the executor that is handed in, and no shard takes part in it.
 */
public final class Explainer {
  private static final int MOST_WAITING = 64;
  private static final long RETRY_MILLIS = 500;

  /** Makes copies of shards from the journal, apart from the serving ones. */
  @FunctionalInterface
  public interface Copies {

    /**
     * @param upTo a sequence that ends a batch
     * @return at that sequence, or at the journal's snapshot if that is later
     */
    Shard copy(int shard, long upTo);
  }

  /**
   * What explaining stands on.
   *
   * @param committed the latest effect of a shard that no change of owner can take away, as far as
   *     this member knows
   * @param wallMillis UTC epoch milliseconds
   */
  public record Ground(
      ShardMap shards,
      Journal journal,
      IntToLongFunction committed,
      Copies copies,
      Supplier<Catalogue> catalogue,
      Written written,
      LongSupplier wallMillis) {}

  private final Ground ground;
  private final Executor executor;
  private final Semaphore room = new Semaphore(MOST_WAITING);

  public Explainer(Ground ground, Executor executor) {
    this.ground = ground;
    this.executor = executor;
  }

  /**
   * Explains, unless too many wait already.
   *
   * @param deadlineNanos a reading of {@link System#nanoTime}
   */
  public CompletionStage<Answer<Explanation>> explain(ExplainQuery query, long deadlineNanos) {
    if (!room.tryAcquire()) {
      return CompletableFuture.completedFuture(overloaded());
    }
    try {
      return CompletableFuture.supplyAsync(() -> inTime(query, deadlineNanos), executor)
          .whenComplete((answer, failure) -> room.release());
    } catch (RejectedExecutionException e) {
      room.release();
      return CompletableFuture.completedFuture(overloaded());
    }
  }

  private Answer<Explanation> inTime(ExplainQuery query, long deadlineNanos) {
    return deadlineNanos != Long.MAX_VALUE && deadlineNanos - System.nanoTime() <= 0
        ? Answer.refused(Reason.DEADLINE_PASSED, "the call's deadline has passed", "")
        : new Question(ground, query).answer(deadlineNanos);
  }

  private static Answer<Explanation> overloaded() {
    return Answer.retryLater(Reason.OVERLOADED, "too many ask why at the same time", RETRY_MILLIS);
  }
}
