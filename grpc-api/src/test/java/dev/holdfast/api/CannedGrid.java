package dev.holdfast.api;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.AuditFinding;
import dev.holdfast.engine.Availability;
import dev.holdfast.engine.Backing;
import dev.holdfast.engine.ExplainQuery;
import dev.holdfast.engine.Explanation;
import dev.holdfast.engine.GridStatus;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldLine;
import dev.holdfast.engine.HoldQuery;
import dev.holdfast.engine.HoldState;
import dev.holdfast.engine.Listed;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.Revision;
import dev.holdfast.engine.Shortfall;
import dev.holdfast.engine.ShortfallQuery;
import dev.holdfast.engine.StockCommand;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.engine.WatchEvent;
import dev.holdfast.engine.WatchQuery;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.CatalogueCommand;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Answers as a test says: for what the doors do whatever the grid answers. */
final class CannedGrid implements StockGrid {

  final Queue<HoldCommand> commands = new ConcurrentLinkedQueue<>();
  final Queue<StockCommand> counts = new ConcurrentLinkedQueue<>();
  final Queue<HoldQuery> holdQueries = new ConcurrentLinkedQueue<>();
  volatile CompletableFuture<Answer<Listed<Hold>>> listed =
      CompletableFuture.completedFuture(
          Answer.done(new Listed<>(List.of(), Optional.of(new Listed.Cursor(3, 7, 1_001)))));
  volatile Catalogue catalogue = Catalogue.empty();
  final CannedWatch watched = new CannedWatch();
  final Queue<ExplainQuery> explained = new ConcurrentLinkedQueue<>();
  volatile Supplier<Answer<Explanation>> explanation =
      () -> Answer.refused(Reason.SKU_NOT_STOCKED, "no such SKU", "sku");
  volatile CompletionStage<Answer<Boolean>> audited =
      CompletableFuture.completedStage(Answer.done(true));
  volatile BooleanSupplier auditWanted = () -> true;
  final AtomicLong calls = new AtomicLong();
  final AtomicLong lastDeadline = new AtomicLong();
  volatile Function<HoldCommand, CompletionStage<Answer<Hold>>> holds =
      command -> CompletableFuture.completedStage(Answer.done(held(command)));

  static Hold held(HoldCommand command) {
    if (!(command instanceof HoldCommand.Create create)) {
      return new Hold(
          "h", 3, "web", HoldState.RELEASED, List.of(), 0, 1, "", AckLevel.REPLICATED, revision());
    }
    List<HoldLine> lines =
        create.lines().stream()
            .map(
                line ->
                    new HoldLine(
                        line.sku(),
                        line.quantity(),
                        line.quantity(),
                        0,
                        0,
                        line.location(),
                        List.of(new Backing("north", line.quantity()))))
            .toList();
    return new Hold(
        create.holdId(),
        3,
        create.pool(),
        HoldState.HELD,
        lines,
        1_700_000_000_001L,
        1_700_000_060_001L,
        "",
        AckLevel.REPLICATED,
        revision());
  }

  static Revision revision() {
    return new Revision(3, 1, 42);
  }

  @Override
  public CompletionStage<Answer<Hold>> hold(HoldCommand command, long deadlineNanos) {
    if (calls.incrementAndGet() <= 1_000) {
      commands.add(command);
    }
    lastDeadline.set(deadlineNanos);
    return holds.apply(command);
  }

  @Override
  public CompletionStage<List<Answer<Position>>> stock(
      List<? extends StockCommand> commands, long deadlineNanos) {
    counts.addAll(commands);
    return CompletableFuture.completedStage(
        commands.stream()
            .map(c -> Answer.done(new Position(c.sku(), c.location(), 5, 0, 0, 0, revision())))
            .toList());
  }

  @Override
  public CompletionStage<Answer<List<Availability>>> availability(
      String pool, List<String> skus, boolean detail, long deadlineNanos) {
    return CompletableFuture.completedStage(
        Answer.done(
            skus.stream().map(sku -> new Availability(sku, 0, revision(), List.of())).toList()));
  }

  @Override
  public CompletionStage<Answer<Listed<Hold>>> holds(HoldQuery query, long deadlineNanos) {
    holdQueries.add(query);
    return listed;
  }

  @Override
  public CompletionStage<Answer<Listed<Shortfall>>> shortfalls(
      ShortfallQuery query, long deadlineNanos) {
    return CompletableFuture.completedStage(
        Answer.done(new Listed<>(List.of(), Optional.of(new Listed.Cursor(3, 7, 1_001)))));
  }

  @Override
  public Flow.Publisher<WatchEvent> watch(WatchQuery query) {
    return watched.opened(query);
  }

  @Override
  public CompletionStage<Answer<Explanation>> explain(ExplainQuery query, long deadlineNanos) {
    explained.add(query);
    return CompletableFuture.completedStage(explanation.get());
  }

  @Override
  public Answer<Catalogue> catalogue() {
    return Answer.done(catalogue);
  }

  @Override
  public CompletionStage<Answer<Catalogue>> change(CatalogueCommand command, long deadlineNanos) {
    return CompletableFuture.completedStage(
        Answer.refused(Reason.STALE_ETAG, "the catalogue is canned", "etag"));
  }

  @Override
  public GridStatus status() {
    return new GridStatus("member-1", List.of(), 7, List.of());
  }

  @Override
  public CompletionStage<Answer<Boolean>> audit(
      boolean requireStore, Consumer<AuditFinding> findings, BooleanSupplier wanted) {
    auditWanted = wanted;
    findings.accept(new AuditFinding("I1", 0, true, 12, "positions against holds"));
    findings.accept(
        new AuditFinding("summary", -1, true, 12, requireStore ? "all is stored" : "all is well"));
    return audited;
  }
}
