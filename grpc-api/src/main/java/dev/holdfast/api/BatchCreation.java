package dev.holdfast.api;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Answer.Refused;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.engine.StockGrid.TimedCommand;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.v1.BatchCreateHoldsRequest;
import dev.holdfast.v1.BatchCreateHoldsResponse;
import dev.holdfast.v1.BatchCreateHoldsResponse.Result;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One BatchCreateHolds. All answers leave in one message, and how long an answer is shows only when
 * it is decided: one line may be backed by every location of its pool. So as many holds are asked
 * for together as fit at their longest, then more with what those have left; what does not fit is
 * refused undecided. No two threads at once.
 */
final class BatchCreation {

  /** What is never in an answer's lines: names, times, the frame around it. */
  private static final int HOLD_BYTES = 512;

  private static final int LINE_BYTES = 32;

  /** A location's id, a quantity and their tags. */
  private static final int BACKING_BYTES = 84;

  private static final long RETRY_MILLIS = 100;

  private final StockGrid grid;
  private final Refusals refusals;
  private final long deadlineNanos;
  private final List<HoldCommand.Create> creates;
  private final @Nullable Catalogue catalogue;
  private final BatchCreateHoldsResponse.Builder response = BatchCreateHoldsResponse.newBuilder();
  private final CompletableFuture<Answer<BatchCreateHoldsResponse>> answer =
      new CompletableFuture<>();
  private long left;

  /**
   * A batch.
   *
   * @param room bytes that the answer may have
   */
  BatchCreation(
      StockGrid grid,
      Refusals refusals,
      BatchCreateHoldsRequest request,
      long deadlineNanos,
      long room) {
    this.grid = grid;
    this.refusals = refusals;
    this.deadlineNanos = deadlineNanos;
    this.creates = request.getRequestsList().stream().map(HoldMapping::create).toList();
    this.catalogue =
        grid.catalogue() instanceof Answer.Done<Catalogue>(Catalogue known) ? known : null;
    this.left = room;
  }

  CompletionStage<Answer<BatchCreateHoldsResponse>> run() {
    next();
    return answer;
  }

  private void next() {
    int from = response.getResultsCount();
    int end = from;
    long longest = 0;
    while (end < creates.size()) {
      longest += longest(creates.get(end));
      // Alone an answer may be as long as one to a single create.
      if (longest > left && end > 0) {
        break;
      }
      end++;
    }
    if (end == from) {
      IntStream.range(from, creates.size()).forEach(i -> response.addResults(full()));
      answer.complete(Answer.done(response.build()));
      return;
    }
    List<CompletableFuture<Answer<Hold>>> holds =
        grid
            .holds(
                creates.subList(from, end).stream()
                    .map(create -> new TimedCommand(create, deadlineNanos))
                    .toList())
            .stream()
            .map(CompletionStage::toCompletableFuture)
            .toList();
    var unused =
        CompletableFuture.allOf(holds.toArray(CompletableFuture<?>[]::new))
            .handle((nothing, failure) -> add(holds))
            .exceptionally(
                bug -> {
                  answer.completeExceptionally(bug);
                  return false;
                });
  }

  /** The holds are independent: one that fails behind the port is a result like a refusal. */
  private boolean add(List<CompletableFuture<Answer<Hold>>> holds) {
    for (CompletableFuture<Answer<Hold>> hold : holds) {
      Result result = result(hold);
      if (result.getSerializedSize() > left) {
        result = retry();
      }
      left -= result.getSerializedSize() + 8;
      response.addResults(result);
    }
    next();
    return true;
  }

  private long longest(HoldCommand.Create create) {
    long bytes = HOLD_BYTES;
    int places =
        catalogue == null
            ? 1
            : catalogue.pool(create.pool()).map(pool -> pool.locations().size()).orElse(1);
    for (HoldCommand.Line line : create.lines()) {
      int backings = line.location().isEmpty() ? places : 1;
      // A SKU has at most four bytes for each of its characters.
      bytes += LINE_BYTES + 4L * line.sku().length() + (long) BACKING_BYTES * backings;
    }
    return bytes;
  }

  /** A replay shows backings of its first time: they may be more than its pool has now. */
  private Result retry() {
    return failed(
        new Refused<>(
            Reason.UNKNOWN_OUTCOME,
            "the answer to the batch is full: ask for this hold again, with the same hold_id",
            "",
            List.of(),
            false,
            RETRY_MILLIS));
  }

  private Result full() {
    return failed(
        new Refused<>(
            Reason.OVERLOADED,
            "the answer to the batch has no room for this hold, so it was not asked for",
            "",
            List.of(),
            false,
            RETRY_MILLIS));
  }

  private Result failed(Refused<?> refused) {
    return Result.newBuilder().setError(refusals.of(refused)).build();
  }

  private Result result(CompletableFuture<Answer<Hold>> hold) {
    if (hold.isCompletedExceptionally()) {
      return Result.newBuilder().setError(refusals.of(hold.exceptionNow())).build();
    }
    return switch (hold.resultNow()) {
      case Answer.Done<Hold>(Hold value) ->
          Result.newBuilder().setHold(HoldMapping.hold(value)).build();
      case Refused<Hold> refused -> failed(refused);
    };
  }
}
