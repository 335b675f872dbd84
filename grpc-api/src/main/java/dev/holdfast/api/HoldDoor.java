package dev.holdfast.api;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.StockGrid;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
    answers.answerWithin(
        HoldDoor::lines,
        request,
        out,
        r -> new BatchCreation(grid, refusals, r, Deadlines.current(), AnswerRoom.MESSAGE).run(),
        Function.identity());
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

  private static long lines(BatchCreateHoldsRequest request) {
    return 256L
        * request.getRequestsList().stream().mapToLong(CreateHoldRequest::getLinesCount).sum();
  }
}
