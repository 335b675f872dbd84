package dev.holdfast.api;

import com.google.rpc.Status;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.engine.StockGrid.TimedCommand;
import dev.holdfast.v1.BatchCreateHoldsRequest;
import dev.holdfast.v1.BatchCreateHoldsResponse;
import dev.holdfast.v1.CancelHoldRequest;
import dev.holdfast.v1.ConfirmHoldRequest;
import dev.holdfast.v1.CreateHoldRequest;
import dev.holdfast.v1.ExtendHoldRequest;
import dev.holdfast.v1.GetHoldRequest;
import dev.holdfast.v1.Hold;
import dev.holdfast.v1.HoldServiceGrpc;
import dev.holdfast.v1.HoldStreamRequest;
import dev.holdfast.v1.HoldStreamResponse;
import dev.holdfast.v1.ListHoldsRequest;
import dev.holdfast.v1.ListHoldsResponse;
import dev.holdfast.v1.ReleaseHoldRequest;
import dev.holdfast.v1.ShipHoldRequest;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** HoldService in front of the port. Safe for any thread. */
final class HoldDoor extends HoldServiceGrpc.HoldServiceImplBase {

  private final StockGrid grid;
  private final Answers answers;
  private final Refusals refusals;
  private final HoldStreams streams;

  HoldDoor(StockGrid grid, Answers answers, Refusals refusals, HoldStreams streams) {
    this.grid = grid;
    this.answers = answers;
    this.refusals = refusals;
    this.streams = streams;
  }

  @Override
  public void createHold(CreateHoldRequest request, StreamObserver<Hold> out) {
    answers.answer(
        request,
        out,
        r -> grid.hold(HoldMapping.create(r), Deadlines.current()),
        HoldMapping::hold);
  }

  @Override
  public void confirmHold(ConfirmHoldRequest request, StreamObserver<Hold> out) {
    answers.answer(
        request, out, r -> named(r.getName(), n -> HoldMapping.confirm(n, r)), HoldMapping::hold);
  }

  @Override
  public void releaseHold(ReleaseHoldRequest request, StreamObserver<Hold> out) {
    answers.answer(
        request, out, r -> named(r.getName(), n -> HoldMapping.release(n, r)), HoldMapping::hold);
  }

  @Override
  public void extendHold(ExtendHoldRequest request, StreamObserver<Hold> out) {
    answers.answer(
        request, out, r -> named(r.getName(), n -> HoldMapping.extend(n, r)), HoldMapping::hold);
  }

  @Override
  public void shipHold(ShipHoldRequest request, StreamObserver<Hold> out) {
    answers.answer(
        request, out, r -> named(r.getName(), n -> HoldMapping.ship(n, r)), HoldMapping::hold);
  }

  @Override
  public void cancelHold(CancelHoldRequest request, StreamObserver<Hold> out) {
    answers.answer(
        request, out, r -> named(r.getName(), n -> HoldMapping.cancel(n, r)), HoldMapping::hold);
  }

  @Override
  public void getHold(GetHoldRequest request, StreamObserver<Hold> out) {
    answers.answer(request, out, r -> named(r.getName(), HoldCommand.Get::new), HoldMapping::hold);
  }

  @Override
  public void listHolds(ListHoldsRequest request, StreamObserver<ListHoldsResponse> out) {
    HoldLists.list(grid, answers, request, out);
  }

  @Override
  public void batchCreateHolds(
      BatchCreateHoldsRequest request, StreamObserver<BatchCreateHoldsResponse> out) {
    answers.answerWithin(HoldDoor::lines, request, out, this::createAll, this::batch);
  }

  @Override
  public StreamObserver<HoldStreamRequest> holdStream(StreamObserver<HoldStreamResponse> out) {
    return streams.open(out);
  }

  private CompletionStage<Answer<dev.holdfast.engine.Hold>> named(
      String name, Function<HoldName, HoldCommand> command) {
    return HoldMapping.name(name)
        .map(parsed -> grid.hold(command.apply(parsed), Deadlines.current()))
        .orElseGet(() -> CompletableFuture.completedStage(HoldMapping.notFound(name)));
  }

  /** The holds are independent: one that fails behind the port is a result like a refusal. */
  private CompletionStage<Answer<List<CompletableFuture<Answer<dev.holdfast.engine.Hold>>>>>
      createAll(BatchCreateHoldsRequest request) {
    long deadline = Deadlines.current();
    List<TimedCommand> commands = new ArrayList<>();
    for (CreateHoldRequest create : request.getRequestsList()) {
      commands.add(new TimedCommand(HoldMapping.create(create), deadline));
    }
    AtomicLong left = new AtomicLong(AnswerRoom.MESSAGE);
    List<CompletableFuture<Answer<dev.holdfast.engine.Hold>>> holds =
        grid.holds(commands).stream()
            .map(hold -> hold.thenApply(answer -> fitting(answer, left)).toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(holds.toArray(CompletableFuture<?>[]::new))
        .handle((nothing, failure) -> Answer.done(holds));
  }

  private static long lines(BatchCreateHoldsRequest request) {
    return 256L
        * request.getRequestsList().stream().mapToLong(CreateHoldRequest::getLinesCount).sum();
  }

  /** All answers of a batch leave in one message: those beyond it are to be asked for again. */
  private static Answer<dev.holdfast.engine.Hold> fitting(
      Answer<dev.holdfast.engine.Hold> answer, AtomicLong left) {
    return answer instanceof Answer.Done<dev.holdfast.engine.Hold>(dev.holdfast.engine.Hold hold)
            && left.addAndGet(-HoldMapping.bytes(hold)) < 0
        ? Answer.retryLater(
            Reason.UNKNOWN_OUTCOME,
            "the answer to the batch is full: ask for this hold again, with the same hold_id",
            100)
        : answer;
  }

  private BatchCreateHoldsResponse batch(
      List<CompletableFuture<Answer<dev.holdfast.engine.Hold>>> holds) {
    BatchCreateHoldsResponse.Builder response = BatchCreateHoldsResponse.newBuilder();
    holds.forEach(hold -> response.addResults(result(hold)));
    return response.build();
  }

  private BatchCreateHoldsResponse.Result result(
      CompletableFuture<Answer<dev.holdfast.engine.Hold>> hold) {
    if (hold.isCompletedExceptionally()) {
      return failed(refusals.of(hold.exceptionNow()));
    }
    return switch (hold.resultNow()) {
      case Answer.Done<dev.holdfast.engine.Hold>(dev.holdfast.engine.Hold value) ->
          BatchCreateHoldsResponse.Result.newBuilder().setHold(HoldMapping.hold(value)).build();
      case Answer.Refused<dev.holdfast.engine.Hold> refused -> failed(refusals.of(refused));
    };
  }

  private static BatchCreateHoldsResponse.Result failed(Status error) {
    return BatchCreateHoldsResponse.Result.newBuilder().setError(error).build();
  }
}
