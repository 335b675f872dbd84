package dev.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.rpc.RetryInfo;
import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Backing;
import dev.holdfast.engine.HoldLine;
import dev.holdfast.engine.HoldState;
import dev.holdfast.engine.Listed;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.Location;
import dev.holdfast.engine.catalogue.Pool;
import dev.holdfast.v1.BatchCreateHoldsRequest;
import dev.holdfast.v1.BatchCreateHoldsResponse;
import dev.holdfast.v1.ConfirmHoldRequest;
import dev.holdfast.v1.CreateHoldRequest;
import dev.holdfast.v1.GetHoldRequest;
import dev.holdfast.v1.Hold;
import dev.holdfast.v1.HoldCall;
import dev.holdfast.v1.HoldServiceGrpc;
import dev.holdfast.v1.HoldStreamRequest;
import dev.holdfast.v1.HoldStreamResponse;
import dev.holdfast.v1.ListHoldsRequest;
import dev.holdfast.v1.ListHoldsResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds as wide as they may be, asked for by many at once. */
class LargeAnswersTest {
  private static final CannedGrid GRID = new CannedGrid();
  private static final OpenDoors OPEN = new OpenDoors(GRID);
  private static final long ROOM = Math.max(32 << 20, Runtime.getRuntime().maxMemory() / 8);

  @BeforeAll
  static void answerWidely() {
    dev.holdfast.engine.Hold wide = wide();
    GRID.holds = command -> CompletableFuture.completedStage(Answer.done(wide));
  }

  @AfterAll
  static void close() {
    OPEN.close();
  }

  private static dev.holdfast.engine.Hold wide() {
    List<Backing> backings = Collections.nCopies(1_000, new Backing("l".repeat(64), 1));
    HoldLine line = new HoldLine("s".repeat(64), 1_000, 1_000, 0, 0, "", backings);
    return new dev.holdfast.engine.Hold(
        "h",
        3,
        "web",
        HoldState.CONFIRMED,
        Collections.nCopies(10, line),
        0,
        1,
        "",
        AckLevel.REPLICATED,
        CannedGrid.revision());
  }

  @Test
  void keepsNoMoreForReadersThatDoNotReadThanThereIsRoom() throws Exception {
    int bytes = OPEN.holds().getHold(get()).getSerializedSize();
    int fit = (int) (ROOM / bytes);
    LinkedBlockingQueue<Status> ended = new LinkedBlockingQueue<>();
    LinkedBlockingQueue<com.google.rpc.Status> details = new LinkedBlockingQueue<>();
    List<ClientCall<GetHoldRequest, Hold>> calls = new ArrayList<>();
    for (int i = 0; i < fit + 20; i++) {
      calls.add(askAndReadNothing(ended, details));
    }
    Status first = ended.poll(20, TimeUnit.SECONDS);
    assertThat(first).isNotNull();
    assertThat(first.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    com.google.rpc.Status why = details.poll(1, TimeUnit.SECONDS);
    assertThat(OpenDoors.reason(why)).isEqualTo("OVERLOADED");
    assertThat(why.getDetails(1).is(RetryInfo.class)).isTrue();
    calls.forEach(call -> call.cancel("enough", null));
    await()
        .atMost(10, TimeUnit.SECONDS)
        .ignoreExceptions()
        .untilAsserted(
            () -> assertThat(OPEN.holds().getHold(get()).getSerializedSize()).isEqualTo(bytes));
  }

  private static ClientCall<GetHoldRequest, Hold> askAndReadNothing(
      LinkedBlockingQueue<Status> ended, LinkedBlockingQueue<com.google.rpc.Status> details) {
    ClientCall<GetHoldRequest, Hold> call =
        OPEN.channel.newCall(HoldServiceGrpc.getGetHoldMethod(), CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            if (status.getCode() != Status.Code.CANCELLED) {
              details.add(StatusProto.fromStatusAndTrailers(status, trailers));
              ended.add(status);
            }
          }
        },
        new Metadata());
    call.sendMessage(get());
    call.halfClose();
    return call;
  }

  private static GetHoldRequest get() {
    return GetHoldRequest.newBuilder().setName("holds/3.h").build();
  }

  private static Catalogue poolOfAThousandLocations() {
    List<Location> locations =
        IntStream.range(0, 1_000)
            .mapToObj(i -> new Location(i, "l" + i, Location.Kind.STORE, true, "", 0, 1, 0))
            .toList();
    List<String> ids = locations.stream().map(Location::id).toList();
    Pool pool = new Pool(0, "web", ids, List.of(), List.of(), 1_000, 2_000, AckLevel.REPLICATED, 1);
    return Catalogue.restore(1, List.of(pool), locations, List.of("web"), ids);
  }

  @Test
  void aBatchWhoseReplaysAreLongerThanItsPoolTellsToAskAgain() {
    GRID.catalogue = Catalogue.empty();
    BatchCreateHoldsRequest.Builder batch = BatchCreateHoldsRequest.newBuilder();
    for (int i = 0; i < 100; i++) {
      batch.addRequests(OpenDoors.create("h" + i));
    }
    BatchCreateHoldsResponse response = OPEN.holds().batchCreateHolds(batch.build());
    assertThat(response.getResultsList())
        .hasSize(100)
        .filteredOn(BatchCreateHoldsResponse.Result::hasError)
        .isNotEmpty()
        .allSatisfy(
            result -> assertThat(OpenDoors.reason(result.getError())).isEqualTo("UNKNOWN_OUTCOME"));
  }

  @Test
  void fitsABatchIntoOneMessageThatEveryClientTakes() {
    GRID.catalogue = poolOfAThousandLocations();
    BatchCreateHoldsRequest.Builder batch = BatchCreateHoldsRequest.newBuilder();
    for (int i = 0; i < 100; i++) {
      CreateHoldRequest one = OpenDoors.create("h" + i);
      batch.addRequests(one.toBuilder().addAllLines(Collections.nCopies(9, one.getLines(0))));
    }
    long asked = GRID.calls.get();
    BatchCreateHoldsResponse response = OPEN.holds().batchCreateHolds(batch.build());
    assertThat(response.getResultsList()).hasSize(100);
    assertThat(response.getResults(0).hasHold()).isTrue();
    assertThat(response.getResultsList())
        .filteredOn(BatchCreateHoldsResponse.Result::hasError)
        .isNotEmpty()
        .allSatisfy(
            result -> assertThat(OpenDoors.reason(result.getError())).isEqualTo("OVERLOADED"));
    long granted =
        response.getResultsList().stream().filter(BatchCreateHoldsResponse.Result::hasHold).count();
    assertThat(GRID.calls.get() - asked).as("what is refused was not decided").isEqualTo(granted);
  }

  @Test
  void asksForAPageOfHoldsOnlyWhereThereIsRoomForIt() {
    GRID.listed = new CompletableFuture<>();
    LinkedBlockingQueue<Status> ended = new LinkedBlockingQueue<>();
    int fit = (int) (ROOM / (4 << 20));
    GRID.holdQueries.clear();
    List<ClientCall<ListHoldsRequest, ListHoldsResponse>> calls = new ArrayList<>();
    for (int i = 0; i < fit + 5; i++) {
      ClientCall<ListHoldsRequest, ListHoldsResponse> call =
          OPEN.channel.newCall(HoldServiceGrpc.getListHoldsMethod(), CallOptions.DEFAULT);
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onClose(Status status, Metadata trailers) {
              ended.add(status);
            }
          },
          new Metadata());
      call.sendMessage(ListHoldsRequest.getDefaultInstance());
      call.halfClose();
      call.request(1);
      calls.add(call);
    }
    await().until(() -> GRID.holdQueries.size() + ended.size() == calls.size());
    assertThat(ended)
        .hasSizeGreaterThanOrEqualTo(5)
        .allMatch(status -> status.getCode() == Status.Code.RESOURCE_EXHAUSTED);
    int asked = GRID.holdQueries.size();
    GRID.listed.complete(Answer.done(new Listed<>(List.of(), Optional.empty())));
    await().until(() -> ended.size() == calls.size());
    assertThat(ended).filteredOn(Status::isOk).hasSize(asked);
  }

  @Test
  void endsAFrameOfAStreamBeforeItIsTooLong() throws Exception {
    LinkedBlockingQueue<HoldStreamResponse> frames = new LinkedBlockingQueue<>();
    StreamObserver<HoldStreamRequest> calls =
        HoldServiceGrpc.newStub(OPEN.channel)
            .withMaxInboundMessageSize(4 << 20)
            .holdStream(
                new StreamObserver<>() {
                  @Override
                  public void onNext(HoldStreamResponse frame) {
                    frames.add(frame);
                  }

                  @Override
                  public void onError(Throwable failure) {}

                  @Override
                  public void onCompleted() {}
                });
    HoldStreamRequest.Builder frame = HoldStreamRequest.newBuilder();
    for (int i = 0; i < 20; i++) {
      frame.addCalls(
          HoldCall.newBuilder()
              .setCallId(i)
              .setConfirm(ConfirmHoldRequest.newBuilder().setName("holds/3.h")));
    }
    calls.onNext(frame.build());
    int answers = 0;
    while (answers < 20) {
      HoldStreamResponse next = frames.poll(10, TimeUnit.SECONDS);
      assertThat(next).describedAs("after %s answers", answers).isNotNull();
      assertThat(next.getSerializedSize()).isLessThan(2 << 20);
      answers += next.getAnswersCount();
    }
    calls.onCompleted();
  }
}
