package dev.holdfast.cluster.node;

import dev.holdfast.cluster.control.ControlGroup;
import dev.holdfast.cluster.host.Baskets;
import dev.holdfast.cluster.host.Call;
import dev.holdfast.cluster.host.ShardHost;
import dev.holdfast.cluster.ledger.Explainer;
import dev.holdfast.cluster.watch.WatchHub;
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
import dev.holdfast.engine.catalogue.Location;
import dev.holdfast.engine.catalogue.Pool;
import dev.holdfast.engine.shard.Commands;
import dev.holdfast.engine.shard.OutcomeReader;
import dev.holdfast.engine.shard.ShardMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The port, served by the shards of this member. Safe for any thread. */
final class LocalGrid implements StockGrid {
  private final ControlGroup control;
  private final List<ShardHost> hosts;
  private final List<Baskets> baskets;
  private final ShardMap shards;
  private final Supplier<GridStatus> status;
  private final Explainer explainer;
  private final Admission admission;
  private final Audits audits;
  private final LocationRemoval removals;
  private final Walk.Ground walks;
  private final WatchHub watches;

  LocalGrid(
      ControlGroup control,
      List<ShardHost> hosts,
      List<Baskets> baskets,
      Supplier<GridStatus> status,
      Auditor auditor,
      Explainer explainer,
      Executor background,
      Admission admission,
      Walk.Ground walks,
      WatchHub watches) {
    this.control = control;
    this.hosts = hosts;
    this.baskets = baskets;
    this.shards = new ShardMap(hosts.size());
    this.status = status;
    this.audits = new Audits(auditor, background);
    this.explainer = explainer;
    this.admission = admission;
    this.removals = new LocationRemoval(control, hosts);
    this.walks = walks;
    this.watches = watches;
  }

  @Override
  public CompletionStage<Answer<Hold>> hold(HoldCommand command, long deadlineNanos) {
    CompletableFuture<Answer<Hold>> answer = new CompletableFuture<>();
    Gathering gathering = new Gathering();
    start(command, deadlineNanos, answer, gathering);
    gathering.submit();
    return answer;
  }

  @Override
  public List<CompletionStage<Answer<Hold>>> holds(List<TimedCommand> commands) {
    List<CompletionStage<Answer<Hold>>> answers = new ArrayList<>(commands.size());
    Gathering gathering = new Gathering();
    for (TimedCommand timed : commands) {
      CompletableFuture<Answer<Hold>> answer = new CompletableFuture<>();
      start(timed.command(), timed.deadlineNanos(), answer, gathering);
      answers.add(answer);
    }
    gathering.submit();
    return answers;
  }

  private void start(
      HoldCommand command,
      long deadlineNanos,
      CompletableFuture<Answer<Hold>> answer,
      Gathering gathering) {
    if (command instanceof HoldCommand.Create create) {
      create(create, deadlineNanos, answer, gathering);
      return;
    }
    int home = nameOf(command).home();
    if (home >= hosts.size()) {
      answer.complete(Answer.refused(Reason.HOLD_NOT_FOUND, "there is no such hold", "name"));
      return;
    }
    Baskets leader = baskets.get(home);
    switch (command) {
      case HoldCommand.Create c -> throw new IllegalStateException("a create has no name");
      case HoldCommand.Confirm confirm when confirm.reacquire() ->
          leader.confirm(confirm, known(), deadlineNanos, answer::complete);
      case HoldCommand.Confirm confirm ->
          gathering.add(home, hold(c -> c.confirm(confirm), deadlineNanos, answer));
      case HoldCommand.Release release ->
          gathering.add(home, hold(c -> c.release(release), deadlineNanos, answer));
      case HoldCommand.Extend extend ->
          gathering.add(home, hold(c -> c.extend(extend), deadlineNanos, answer));
      case HoldCommand.Get get -> gathering.add(home, hold(c -> c.get(get), deadlineNanos, answer));
      case HoldCommand.Ship ship -> leader.ship(ship, deadlineNanos, answer::complete);
      case HoldCommand.Cancel cancel -> leader.cancel(cancel, deadlineNanos, answer::complete);
    }
  }

  private static dev.holdfast.engine.HoldName nameOf(HoldCommand command) {
    return switch (command) {
      case HoldCommand.Create c -> throw new IllegalStateException("a create has no name");
      case HoldCommand.Confirm c -> c.name();
      case HoldCommand.Release c -> c.name();
      case HoldCommand.Extend c -> c.name();
      case HoldCommand.Ship c -> c.name();
      case HoldCommand.Cancel c -> c.name();
      case HoldCommand.Get c -> c.name();
    };
  }

  private static Call hold(
      Consumer<Commands> command, long deadlineNanos, CompletableFuture<Answer<Hold>> answer) {
    return Call.of(
        command, deadlineNanos, outcome -> answer.complete(read(outcome, OutcomeReader::hold)));
  }

  static <T> Answer<T> read(
      Answer<OutcomeReader> outcome, java.util.function.Function<OutcomeReader, Answer<T>> read) {
    return switch (outcome) {
      case Answer.Done<OutcomeReader>(OutcomeReader reader) -> read.apply(reader);
      case Answer.Refused<OutcomeReader> r ->
          new Answer.Refused<>(
              r.reason(), r.message(), r.field(), r.shortages(), r.refund(), r.retryMillis());
    };
  }

  private void create(
      HoldCommand.Create create,
      long deadlineNanos,
      CompletableFuture<Answer<Hold>> answer,
      Gathering gathering) {
    Optional<Answer<Hold>> refused = admission.refusal(create);
    if (refused.isPresent()) {
      answer.complete(refused.get());
      return;
    }
    Catalogue catalogue = known();
    Optional<Integer> pool = poolNumber(catalogue, create.pool());
    if (pool.isEmpty()) {
      answer.complete(noPool(create.pool()));
      return;
    }
    List<Commands.PinnedLine> lines = new ArrayList<>(create.lines().size());
    int home = -1;
    boolean basket = false;
    for (HoldCommand.Line line : create.lines()) {
      int shard = shards.shardOf(line.sku());
      basket |= home >= 0 && home != shard;
      home = shard;
      int pin = -1;
      if (!line.location().isEmpty()) {
        pin = catalogue.locationNames().lastIndexOf(line.location());
        if (pin < 0) {
          answer.complete(
              Answer.refused(
                  Reason.LOCATION_NOT_FOUND,
                  "there is no location " + line.location(),
                  "lines[" + lines.size() + "].location"));
          return;
        }
      }
      lines.add(new Commands.PinnedLine(lines.size(), line, pin));
    }
    if (basket) {
      home = shards.homeOf(create.lines().stream().map(HoldCommand.Line::sku).toList());
      baskets
          .get(home)
          .create(
              create,
              pool.get(),
              lines,
              deadlineNanos,
              said -> answer.complete(GrantAnswer.of(said, create, catalogue)));
    } else {
      gathering.add(
          home,
          Call.of(
              c -> c.create(create, pool.get(), lines),
              deadlineNanos,
              outcome ->
                  answer.complete(
                      GrantAnswer.of(read(outcome, OutcomeReader::hold), create, catalogue))));
    }
  }

  /** Of a pool that is gone too, so that a retry still finds its hold. */
  private static Optional<Integer> poolNumber(Catalogue catalogue, String id) {
    return catalogue
        .pool(id)
        .map(pool -> pool.number())
        .or(
            () -> {
              int last = catalogue.poolNames().lastIndexOf(id);
              return last < 0 ? Optional.empty() : Optional.of(last);
            });
  }

  @Override
  public CompletionStage<List<Answer<Position>>> stock(
      List<? extends StockCommand> commands, long deadlineNanos) {
    Catalogue catalogue = known();
    Gathering gathering = new Gathering();
    List<CompletableFuture<Answer<Position>>> answers = new ArrayList<>(commands.size());
    for (int i = 0; i < commands.size(); i++) {
      StockCommand command = commands.get(i);
      CompletableFuture<Answer<Position>> answer = new CompletableFuture<>();
      answers.add(answer);
      Optional<Location> location = catalogue.location(command.location());
      if (location.isEmpty()) {
        answer.complete(
            Answer.refused(
                Reason.LOCATION_NOT_FOUND,
                "there is no location " + command.location(),
                "items[" + i + "].location"));
        continue;
      }
      int number = location.get().number();
      String sku = command.sku();
      int item = i;
      Consumer<Commands> write =
          switch (command) {
            case StockCommand.Count count -> c -> c.count(count, number);
            case StockCommand.Adjust adjust -> c -> c.adjust(adjust, number);
          };
      gathering.add(
          shards.shardOf(sku),
          Call.of(
              write,
              deadlineNanos,
              outcome -> answer.complete(inItem(item, read(outcome, r -> r.position(sku))))));
    }
    gathering.submit();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(all -> answers.stream().map(CompletableFuture::join).toList());
  }

  /** Says in which item of the request a field is at fault. */
  private static Answer<Position> inItem(int item, Answer<Position> answer) {
    return switch (answer) {
      case Answer.Done<Position> done -> done;
      case Answer.Refused<Position> r when r.field().isEmpty() -> r;
      case Answer.Refused<Position> r ->
          new Answer.Refused<>(
              r.reason(),
              r.message(),
              "items[" + item + "]." + r.field(),
              r.shortages(),
              r.refund(),
              r.retryMillis());
    };
  }

  @Override
  public CompletionStage<Answer<List<Availability>>> availability(
      String pool, List<String> skus, boolean detail, long deadlineNanos) {
    Optional<Pool> known = known().pool(pool);
    if (known.isEmpty()) {
      return CompletableFuture.completedFuture(noPool(pool));
    }
    int places = known.get().locations().size();
    if (detail && (long) skus.size() * places > MOST_POSITIONS) {
      return CompletableFuture.completedFuture(
          Answer.refused(
              Reason.INVALID_SKUS,
              ("skus may be %,d at most with detail: "
                      + "the pool has %,d locations, an answer room for %,d")
                  .formatted(MOST_POSITIONS / places, places, MOST_POSITIONS),
              "skus"));
    }
    return new AvailabilityQuery(hosts, shards, known.get().number(), skus, detail)
        .run(deadlineNanos);
  }

  private static <T> Answer<T> noPool(String pool) {
    return Answer.refused(Reason.POOL_NOT_FOUND, "there is no pool " + pool, "pool");
  }

  @Override
  public CompletionStage<Answer<Listed<Hold>>> holds(HoldQuery query, long deadlineNanos) {
    return new HoldWalk(walks, query, deadlineNanos).run(query.after());
  }

  @Override
  public CompletionStage<Answer<Listed<Shortfall>>> shortfalls(
      ShortfallQuery query, long deadlineNanos) {
    int from = query.sku().isEmpty() ? 0 : shards.shardOf(query.sku());
    int end = query.sku().isEmpty() ? hosts.size() : from + 1;
    return new ShortfallWalk(walks, query, from, end, deadlineNanos).run(query.after());
  }

  @Override
  public Flow.Publisher<WatchEvent> watch(WatchQuery query) {
    return watches.watch(query);
  }

  @Override
  public Answer<Catalogue> catalogue() {
    return Answer.done(known());
  }

  private Catalogue known() {
    return control.state().catalogue();
  }

  @Override
  public CompletionStage<Answer<Catalogue>> change(CatalogueCommand command, long deadlineNanos) {
    return command instanceof CatalogueCommand.DeleteLocation delete
        ? removals.remove(delete)
        : control.change(command);
  }

  @Override
  public GridStatus status() {
    return status.get();
  }

  @Override
  public CompletionStage<Answer<Explanation>> explain(ExplainQuery query, long deadlineNanos) {
    return explainer.explain(query, deadlineNanos);
  }

  @Override
  public CompletionStage<Answer<Boolean>> audit(
      boolean requireStore, Consumer<AuditFinding> findings, BooleanSupplier wanted) {
    return audits.run(requireStore, findings, wanted);
  }

  /** The calls of one frame, by shard. */
  private final class Gathering {
    private final List<List<Call>> calls = new ArrayList<>();
    private int onlyShard = -1;
    private @org.jspecify.annotations.Nullable Call only;

    void add(int shard, Call call) {
      if (only == null && calls.isEmpty()) {
        onlyShard = shard;
        only = call;
        return;
      }
      if (only != null) {
        Call first = only;
        only = null;
        list(onlyShard).add(first);
      }
      list(shard).add(call);
    }

    private List<Call> list(int shard) {
      while (calls.size() <= shard) {
        calls.add(new ArrayList<>());
      }
      return calls.get(shard);
    }

    void submit() {
      if (only != null) {
        hosts.get(onlyShard).submit(only);
      }
      for (int shard = 0; shard < calls.size(); shard++) {
        hosts.get(shard).submitAll(calls.get(shard));
      }
    }
  }
}
