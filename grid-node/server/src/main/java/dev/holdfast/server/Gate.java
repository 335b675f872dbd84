package dev.holdfast.server;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.AuditFinding;
import dev.holdfast.engine.Availability;
import dev.holdfast.engine.ExplainQuery;
import dev.holdfast.engine.Explanation;
import dev.holdfast.engine.GridStatus;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldQuery;
import dev.holdfast.engine.Listed;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.Shortfall;
import dev.holdfast.engine.ShortfallQuery;
import dev.holdfast.engine.StockCommand;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.engine.WatchEvent;
import dev.holdfast.engine.WatchQuery;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.CatalogueCommand;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the grid so that the doors can open, and say that they are not ready, while the
 * shards are still CLOSED. Safe for any thread.
 */
final class Gate implements StockGrid {
  private static final long RETRY_MILLIS = 200;

  private volatile @Nullable StockGrid behind;
  private volatile @Nullable StockGrid grid;
  private volatile String why = "the shards of this node are being recovered";
  private boolean forEver;

  synchronized void open(StockGrid opened) {
    behind = opened;
    grid = forEver ? null : opened;
  }

  /** Says why it is not open yet. */
  synchronized void waitFor(String what) {
    why = what;
  }

  /** Lets nothing through any more but questions for the status. */
  synchronized void close(String reason) {
    if (!forEver) {
      forEver = true;
      why = reason;
      grid = null;
    }
  }

  boolean isOpen() {
    return grid != null;
  }

  /** Why it is not open, in plain words. */
  String why() {
    return why;
  }

  private <T> CompletionStage<Answer<T>> closed() {
    return CompletableFuture.completedFuture(refusal());
  }

  private <T> Answer<T> refusal() {
    return Answer.retryLater(Reason.SHARD_CLOSED, why, RETRY_MILLIS);
  }

  @Override
  public CompletionStage<Answer<Hold>> hold(HoldCommand command, long deadlineNanos) {
    StockGrid open = grid;
    return open == null ? closed() : open.hold(command, deadlineNanos);
  }

  @Override
  public List<CompletionStage<Answer<Hold>>> holds(List<TimedCommand> commands) {
    StockGrid open = grid;
    return open == null
        ? commands.stream().map(command -> this.<Hold>closed()).toList()
        : open.holds(commands);
  }

  @Override
  public CompletionStage<List<Answer<Position>>> stock(
      List<? extends StockCommand> commands, long deadlineNanos) {
    StockGrid open = grid;
    return open == null
        ? CompletableFuture.completedFuture(
            commands.stream().map(command -> this.<Position>refusal()).toList())
        : open.stock(commands, deadlineNanos);
  }

  @Override
  public CompletionStage<Answer<List<Availability>>> availability(
      String pool, List<String> skus, boolean detail, long deadlineNanos) {
    StockGrid open = grid;
    return open == null ? closed() : open.availability(pool, skus, detail, deadlineNanos);
  }

  @Override
  public CompletionStage<Answer<Listed<Hold>>> holds(HoldQuery query, long deadlineNanos) {
    StockGrid open = grid;
    return open == null ? closed() : open.holds(query, deadlineNanos);
  }

  @Override
  public CompletionStage<Answer<Listed<Shortfall>>> shortfalls(
      ShortfallQuery query, long deadlineNanos) {
    StockGrid open = grid;
    return open == null ? closed() : open.shortfalls(query, deadlineNanos);
  }

  @Override
  public Flow.Publisher<WatchEvent> watch(WatchQuery query) {
    StockGrid open = grid;
    return open == null ? this::closed : open.watch(query);
  }

  /** A watch that ends as soon as it is read. */
  private void closed(Flow.Subscriber<? super WatchEvent> reader) {
    AtomicBoolean ended = new AtomicBoolean();
    reader.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long events) {
            if (!ended.getAndSet(true)) {
              reader.onNext(new WatchEvent.Ended((Answer.Refused<?>) refusal()));
              reader.onComplete();
            }
          }

          @Override
          public void cancel() {
            ended.set(true);
          }
        });
  }

  @Override
  public CompletionStage<Answer<Explanation>> explain(ExplainQuery query, long deadlineNanos) {
    StockGrid open = grid;
    return open == null ? closed() : open.explain(query, deadlineNanos);
  }

  @Override
  public Answer<Catalogue> catalogue() {
    StockGrid open = grid;
    return open == null ? refusal() : open.catalogue();
  }

  @Override
  public CompletionStage<Answer<Catalogue>> change(CatalogueCommand command, long deadlineNanos) {
    StockGrid open = grid;
    return open == null ? closed() : open.change(command, deadlineNanos);
  }

  @Override
  public GridStatus status() {
    StockGrid known = behind;
    return known == null ? new GridStatus("", List.of(), 0, List.of(why)) : known.status();
  }

  @Override
  public CompletionStage<Answer<Boolean>> audit(
      boolean requireStore, Consumer<AuditFinding> findings, BooleanSupplier wanted) {
    StockGrid open = grid;
    if (open == null) {
      findings.accept(new AuditFinding("summary", -1, false, 0, "the shards are CLOSED: " + why));
      return CompletableFuture.completedFuture(Answer.done(false));
    }
    return open.audit(requireStore, findings, wanted);
  }
}
