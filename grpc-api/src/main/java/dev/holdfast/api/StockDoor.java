package dev.holdfast.api;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.ExplainQuery;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.StockCommand;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.v1.AdjustStockRequest;
import dev.holdfast.v1.AdjustStockResponse;
import dev.holdfast.v1.ExplainStockRequest;
import dev.holdfast.v1.ExplainStockResponse;
import dev.holdfast.v1.ListShortfallsRequest;
import dev.holdfast.v1.ListShortfallsResponse;
import dev.holdfast.v1.QueryAvailabilityRequest;
import dev.holdfast.v1.QueryAvailabilityResponse;
import dev.holdfast.v1.SetStockRequest;
import dev.holdfast.v1.SetStockResponse;
import dev.holdfast.v1.StockResult;
import dev.holdfast.v1.StockServiceGrpc;
import dev.holdfast.v1.WatchAvailabilityRequest;
import dev.holdfast.v1.WatchAvailabilityResponse;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** StockService in front of the port. Safe for any thread. */
final class StockDoor extends StockServiceGrpc.StockServiceImplBase {

  /** About what a position occupies, as an object and as a message. */
  private static final long POSITION = 256;

  private final StockGrid grid;
  private final Answers answers;
  private final Refusals refusals;
  private final Watches watches;

  StockDoor(StockGrid grid, Answers answers, Refusals refusals, Watches watches) {
    this.grid = grid;
    this.answers = answers;
    this.refusals = refusals;
    this.watches = watches;
  }

  @Override
  public void setStock(SetStockRequest request, StreamObserver<SetStockResponse> out) {
    answers.answerWithin(
        r -> r.getItemsCount() * POSITION,
        request,
        out,
        r -> stock(r.getItemsList().stream().map(StockMapping::count).toList()),
        results -> SetStockResponse.newBuilder().addAllResults(results(results)).build());
  }

  @Override
  public void adjustStock(AdjustStockRequest request, StreamObserver<AdjustStockResponse> out) {
    answers.answerWithin(
        r -> r.getItemsCount() * POSITION,
        request,
        out,
        r -> stock(r.getItemsList().stream().map(StockMapping::adjust).toList()),
        results -> AdjustStockResponse.newBuilder().addAllResults(results(results)).build());
  }

  @Override
  public void queryAvailability(
      QueryAvailabilityRequest request, StreamObserver<QueryAvailabilityResponse> out) {
    answers.answerWithin(
        this::occupies,
        request,
        out,
        r ->
            grid.availability(
                r.getPool(), List.copyOf(r.getSkusList()), r.getDetail(), Deadlines.current()),
        items ->
            QueryAvailabilityResponse.newBuilder()
                .addAllItems(items.stream().map(StockMapping::availability).toList())
                .build());
  }

  @Override
  public void watchAvailability(
      WatchAvailabilityRequest request, StreamObserver<WatchAvailabilityResponse> out) {
    watches.stream(request, out);
  }

  @Override
  public void listShortfalls(
      ListShortfallsRequest request, StreamObserver<ListShortfallsResponse> out) {
    ShortfallLists.list(grid, answers, request, out);
  }

  /** What the grid will refuse to answer at such length occupies nothing. */
  private long occupies(QueryAvailabilityRequest request) {
    int places =
        request.getDetail() && grid.catalogue() instanceof Answer.Done<Catalogue>(Catalogue known)
            ? known.pool(request.getPool()).map(pool -> pool.locations().size()).orElse(0)
            : 0;
    long positions = (long) request.getSkusCount() * places;
    return positions > StockGrid.MOST_POSITIONS
        ? 0
        : (request.getSkusCount() + positions) * POSITION;
  }

  @Override
  public void explainStock(ExplainStockRequest request, StreamObserver<ExplainStockResponse> out) {
    Optional<ExplainQuery> query = ExplainMapping.query(request);
    if (query.isEmpty()) {
      answers.refuse(out, Page.unknownToken());
      return;
    }
    answers.answer(
        request,
        out,
        r -> grid.explain(query.get(), Deadlines.current()),
        explanation -> ExplainMapping.answer(query.get(), explanation));
  }

  private CompletionStage<Answer<List<Answer<Position>>>> stock(
      List<? extends StockCommand> items) {
    return grid.stock(items, Deadlines.current()).thenApply(Answer::done);
  }

  private List<StockResult> results(List<Answer<Position>> results) {
    return results.stream().map(this::result).toList();
  }

  private StockResult result(Answer<Position> answer) {
    return switch (answer) {
      case Answer.Done<Position>(Position position) ->
          StockResult.newBuilder().setPosition(StockMapping.position(position)).build();
      case Answer.Refused<Position> refused ->
          StockResult.newBuilder().setError(refusals.of(refused)).build();
    };
  }
}
