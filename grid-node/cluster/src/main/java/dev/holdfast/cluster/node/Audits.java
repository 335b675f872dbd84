package dev.holdfast.cluster.node;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.AuditFinding;
import dev.holdfast.engine.Reason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One audit at a time, as it is a recovery of each shard, and few that wait. Safe for any thread.
 */
final class Audits {
  private static final int AT_WORK_AND_WAITING = 3;
  private static final long RETRY_MILLIS = 5_000;

  private final Auditor auditor;
  private final Executor executor;
  private final Semaphore room = new Semaphore(AT_WORK_AND_WAITING);
  private CompletableFuture<Boolean> last = CompletableFuture.completedFuture(true);

  Audits(Auditor auditor, Executor executor) {
    this.auditor = auditor;
    this.executor = executor;
  }

  /** Runs an audit after those before it, unless too many wait already. */
  synchronized CompletionStage<Answer<Boolean>> run(
      boolean requireStore, Consumer<AuditFinding> findings, BooleanSupplier wanted) {
    if (!room.tryAcquire()) {
      return CompletableFuture.completedFuture(
          Answer.retryLater(
              Reason.OVERLOADED,
              "an audit is at work and " + (AT_WORK_AND_WAITING - 1) + " wait",
              RETRY_MILLIS));
    }
    CompletableFuture<Boolean> audit =
        last.thenApplyAsync(before -> auditor.run(requireStore, findings, wanted), executor)
            .whenComplete((passed, failure) -> room.release());
    last = audit.exceptionally(failure -> false);
    return audit.thenApply(Answer::done);
  }
}
