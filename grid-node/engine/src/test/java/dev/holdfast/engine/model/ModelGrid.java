package dev.holdfast.engine.model;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.AuditFinding;
import dev.holdfast.engine.Availability;
import dev.holdfast.engine.ExplainQuery;
import dev.holdfast.engine.Explanation;
import dev.holdfast.engine.GridStatus;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldCommand.Create;
import dev.holdfast.engine.HoldCommand.Line;
import dev.holdfast.engine.HoldQuery;
import dev.holdfast.engine.HoldState;
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
import dev.holdfast.engine.catalogue.CatalogueChange;
import dev.holdfast.engine.catalogue.CatalogueCommand;
import dev.holdfast.engine.catalogue.CatalogueCommand.DeleteLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.EndRemoval;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The model behind the port: what a door or a client can be tested with, without shards, journal or
 * members. Safe for any thread; answers are complete when a call returns. A call takes time in the
 * number of remembered holds, so it serves thousands, not millions.
 */
public final class ModelGrid implements StockGrid {

  /** Holds live at more than one home, so that no caller comes to rely on 0. */
  static final int SHARDS = 4;

  private final StockModel model = new StockModel(ModelGrid::home);
  private final LongSupplier clock;
  private Catalogue catalogue = Catalogue.empty();
  private long now = Long.MIN_VALUE;

  /** By the clock of the machine. */
  public ModelGrid() {
    this(System::currentTimeMillis);
  }

  /**
   * @param clock UTC, epoch milliseconds
   */
  public ModelGrid(LongSupplier clock) {
    this.clock = clock;
  }

  private static int home(Create create) {
    String smallest = create.lines().stream().map(Line::sku).min(String::compareTo).orElse("");
    return Math.floorMod(smallest.hashCode(), SHARDS);
  }

  /** A clock that jumps back moves no deadline. */
  private long now() {
    now = Math.max(now, clock.getAsLong());
    return now;
  }

  @Override
  public synchronized CompletionStage<Answer<Hold>> hold(HoldCommand command, long deadlineNanos) {
    return inTime(deadlineNanos, () -> model.hold(command, now()));
  }

  @Override
  public synchronized CompletionStage<List<Answer<Position>>> stock(
      List<? extends StockCommand> commands, long deadlineNanos) {
    List<Answer<Position>> answers = new ArrayList<>();
    for (StockCommand command : commands) {
      answers.add(late(deadlineNanos) ? tooLate() : model.stock(command, now()));
    }
    return CompletableFuture.completedFuture(answers);
  }

  @Override
  public synchronized CompletionStage<Answer<List<Availability>>> availability(
      String pool, List<String> skus, boolean detail, long deadlineNanos) {
    return inTime(deadlineNanos, () -> model.availability(pool, skus, detail, now()));
  }

  @Override
  public synchronized CompletionStage<Answer<Listed<Hold>>> holds(
      HoldQuery query, long deadlineNanos) {
    return inTime(deadlineNanos, () -> Lists.holds(query, model.holds(now())));
  }

  @Override
  public synchronized CompletionStage<Answer<Listed<Shortfall>>> shortfalls(
      ShortfallQuery query, long deadlineNanos) {
    return inTime(
        deadlineNanos, () -> Lists.shortfalls(query, model.positions(now()), model.holds(now())));
  }

  /** The model tells nobody anything on its own account: a watch ends as soon as it is read. */
  @Override
  public Flow.Publisher<WatchEvent> watch(WatchQuery query) {
    return reader ->
        reader.onSubscribe(
            new Flow.Subscription() {
              private boolean ended;

              @Override
              public void request(long events) {
                if (!ended) {
                  ended = true;
                  Answer<?> refusal =
                      Answer.retryLater(Reason.OVERLOADED, "the model takes no watches", 1_000);
                  reader.onNext(new WatchEvent.Ended((Answer.Refused<?>) refusal));
                  reader.onComplete();
                }
              }

              @Override
              public void cancel() {
                ended = true;
              }
            });
  }

  @Override
  public synchronized Answer<Catalogue> catalogue() {
    return Answer.done(catalogue);
  }

  @Override
  public synchronized CompletionStage<Answer<Catalogue>> change(
      CatalogueCommand command, long deadlineNanos) {
    return inTime(deadlineNanos, () -> change(command));
  }

  private Answer<Catalogue> change(CatalogueCommand command) {
    Answer<Catalogue> answer =
        command instanceof DeleteLocation delete
            ? delete(delete)
            : CatalogueChange.apply(catalogue, command);
    if (answer instanceof Answer.Done<Catalogue>(Catalogue next)) {
      catalogue = next;
      model.catalogue(next);
    }
    return answer;
  }

  private Answer<Catalogue> delete(DeleteLocation delete) {
    if (inUse(delete.id())) {
      return Answer.refused(
          Reason.LOCATION_IN_USE, "stock stands at location " + delete.id(), "name");
    }
    return CatalogueChange.apply(catalogue, delete)
        .then(
            shut -> {
              long since = shut.location(delete.id()).orElseThrow().leaving();
              return CatalogueChange.apply(shut, new EndRemoval(delete.id(), since, true));
            });
  }

  private boolean inUse(String location) {
    return model.positions(now()).stream()
        .filter(position -> position.location().equals(location))
        .anyMatch(p -> p.onHand() != 0 || p.held() != 0 || p.committed() != 0);
  }

  @Override
  public CompletionStage<Answer<Explanation>> explain(ExplainQuery query, long deadlineNanos) {
    return inTime(
        deadlineNanos,
        () -> Answer.refused(Reason.SKU_NOT_STOCKED, "the model keeps no log", "sku"));
  }

  @Override
  public synchronized GridStatus status() {
    List<Hold> holds = model.holds(now());
    List<Position> positions = model.positions(now());
    List<GridStatus.ShardStatus> shards = new ArrayList<>();
    for (int i = 0; i < SHARDS; i++) {
      int shard = i;
      List<Hold> own = holds.stream().filter(hold -> hold.home() == shard).toList();
      long live = own.stream().filter(hold -> hold.state() == HoldState.HELD).count();
      long counted = shard == 0 ? positions.size() : 0;
      shards.add(
          new GridStatus.ShardStatus(
              shard, true, "", 1, model.sequence(), 0, live, own.size() - live, counted));
    }
    return new GridStatus("model", shards, catalogue.version(), List.of());
  }

  @Override
  public synchronized CompletionStage<Answer<Boolean>> audit(
      boolean requireStore, Consumer<AuditFinding> findings, BooleanSupplier wanted) {
    findings.accept(
        new AuditFinding(
            "I1",
            -1,
            model.oversold() == 0,
            model.grants(),
            model.oversold() + " grants took more than was free"));
    return CompletableFuture.completedFuture(Answer.done(model.oversold() == 0));
  }

  private static <T> CompletionStage<Answer<T>> inTime(
      long deadlineNanos, Supplier<Answer<T>> call) {
    return CompletableFuture.completedFuture(late(deadlineNanos) ? tooLate() : call.get());
  }

  private static boolean late(long deadlineNanos) {
    return deadlineNanos != NO_DEADLINE && System.nanoTime() - deadlineNanos > 0;
  }

  private static <T> Answer<T> tooLate() {
    return Answer.refused(
        Reason.DEADLINE_PASSED, "the deadline passed before the call was decided");
  }
}
