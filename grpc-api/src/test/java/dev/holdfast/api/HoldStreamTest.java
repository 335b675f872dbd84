package dev.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Duration;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.Reason;
import dev.holdfast.v1.ConfirmHoldRequest;
import dev.holdfast.v1.CreateHoldRequest;
import dev.holdfast.v1.HoldAnswer;
import dev.holdfast.v1.HoldCall;
import dev.holdfast.v1.HoldServiceGrpc;
import dev.holdfast.v1.HoldStreamRequest;
import dev.holdfast.v1.HoldStreamResponse;
import dev.holdfast.v1.ReleaseHoldRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HoldStream, over a socket of either port. */
class HoldStreamTest {

  private static final int MAX_LINES = 2_000;

  private final CannedGrid grid = new CannedGrid();
  private final OpenDoors open =
      new OpenDoors(
          grid,
          new DoorSettings(
              OpenDoors.HOST, 0, 0, 4 << 20, 100, 100, MAX_LINES, 2, 1_000, "1", List.of()));
  private final List<ManagedChannel> channels = new ArrayList<>();

  @AfterEach
  void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    open.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "web"})
  void answersEveryCallOnceUnderItsId(String port) {
    grid.holds =
        c ->
            c instanceof HoldCommand.Create
                ? new CompletableFuture<Answer<Hold>>()
                    .completeOnTimeout(Answer.done(CannedGrid.held(c)), 1, TimeUnit.MILLISECONDS)
                : CompletableFuture.completedStage(Answer.refused(Reason.HOLD_RELEASED, "gone"));
    Client client = new Client(port.equals("grpc") ? open.doors.grpcPort() : open.doors.webPort());
    client.read(1_000);

    client.send(create(1, "a"), create(2, "b"), confirm(3, "holds/0.a"));
    client.send(release(4, "holds/x.y"), HoldCall.newBuilder().setCallId(5).build());
    client.send(create(6, "not an id"));
    client.calls.onCompleted();

    client.awaitEnd();
    Map<Long, HoldAnswer> answers = client.byId();
    assertThat(answers).hasSize(6);
    assertThat(answers.get(1L).getHold().getName()).isEqualTo("holds/3.a");
    assertThat(answers.get(2L).getHold().getHoldId()).isEqualTo("b");
    assertThat(OpenDoors.reason(answers.get(3L).getError())).isEqualTo("HOLD_RELEASED");
    assertThat(OpenDoors.reason(answers.get(4L).getError())).isEqualTo("HOLD_NOT_FOUND");
    assertThat(OpenDoors.reason(answers.get(5L).getError())).isEqualTo("INVALID_CALL");
    assertThat(OpenDoors.reason(answers.get(6L).getError())).isEqualTo("INVALID_HOLD_ID");
    assertThat(client.error).isNull();
  }

  @Test
  void packsWhatCompletesTogether() {
    Client client = new Client(open.doors.grpcPort());
    client.read(1_000);

    client.send(IntStream.range(0, 400).mapToObj(i -> create(i, "h" + i)).toArray(HoldCall[]::new));

    client.awaitAnswers(400);
    assertThat(client.frames.size()).isLessThan(20);
  }

  @Test
  void refusesACallUnderAnIdThatIsInFlight() {
    CompletableFuture<Answer<Hold>> slow = new CompletableFuture<>();
    grid.holds = c -> slow;
    Client client = new Client(open.doors.grpcPort());
    client.read(1_000);

    client.send(create(7, "a"));
    client.send(create(7, "b"));
    client.awaitAnswers(1);
    assertThat(OpenDoors.reason(client.answers().getFirst().getError()))
        .isEqualTo("INVALID_CALL_ID");

    slow.complete(Answer.done(CannedGrid.held(create("a"))));
    client.awaitAnswers(2);
    client.send(create(7, "c"));
    client.awaitAnswers(3);
    assertThat(client.answers().get(2).hasHold()).isTrue();
    assertThat(grid.calls).hasValue(2);
  }

  @Test
  void turnsTheTimeoutOfACallIntoADeadline() {
    Client client = new Client(open.doors.grpcPort());
    client.read(1_000);

    client.send(create(1, "a"));
    client.awaitAnswers(1);
    assertThat(grid.lastDeadline).hasValue(Long.MAX_VALUE);

    Duration second = Duration.newBuilder().setSeconds(1).build();
    client.send(create(2, "b").toBuilder().setTimeout(second).build());
    client.awaitAnswers(2);
    assertThat(grid.lastDeadline.get() - System.nanoTime())
        .isLessThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));

    Duration endless = Duration.newBuilder().setSeconds(Long.MAX_VALUE).build();
    client.send(create(3, "c").toBuilder().setTimeout(endless).build());
    client.awaitAnswers(3);
    assertThat(grid.lastDeadline).hasValue(Long.MAX_VALUE);
  }

  @Test
  void readsNoMoreFramesFromAClientThatReadsNoAnswers() {
    Client client = new Client(open.doors.grpcPort());
    HoldCall[] frame =
        IntStream.range(0, 100).mapToObj(i -> create(i, "h".repeat(60))).toArray(HoldCall[]::new);
    int sent = 0;
    while (sent < 5_000 && client.isReadySoon()) {
      int from = sent * 100;
      for (int i = 0; i < frame.length; i++) {
        frame[i] = frame[i].toBuilder().setCallId(from + i).build();
      }
      client.send(frame);
      sent++;
    }
    assertThat(sent).as("frames until the client had to wait").isLessThan(5_000);
    long taken = grid.calls.get();

    // Nothing is lost: what was sent is answered once the client reads.
    client.read(1_000_000);
    client.awaitAnswers(sent * 100);
    // 1 MiB of answers are under way to the client, 100 bytes each, beside those that wait here.
    assertThat(taken).isLessThan(MAX_LINES + 20_000);
    assertThat(client.byId()).hasSize(sent * 100);
  }

  @Test
  void stopsReadingWhileTheGridIsSlow() throws Exception {
    Queue<CompletableFuture<Answer<Hold>>> waiting = new ConcurrentLinkedQueue<>();
    grid.holds =
        c -> {
          CompletableFuture<Answer<Hold>> answer = new CompletableFuture<>();
          waiting.add(answer);
          return answer;
        };
    Client client = new Client(open.doors.grpcPort());
    client.read(1_000_000);
    for (int f = 0; f < 50; f++) {
      int from = f * 100;
      client.send(
          IntStream.range(0, 100)
              .mapToObj(i -> create(from + i, "h" + (from + i)))
              .toArray(HoldCall[]::new));
    }

    await().until(() -> grid.calls.get() >= MAX_LINES);
    Thread.sleep(100);
    assertThat(grid.calls.get()).isLessThan(MAX_LINES + 100);

    await()
        .until(
            () -> {
              for (var w = waiting.poll(); w != null; w = waiting.poll()) {
                w.complete(Answer.done(CannedGrid.held(create("x"))));
              }
              return client.count() == 5_000;
            });
  }

  @Test
  void servesCallAfterCallWithoutAPause() {
    Client client = new Client(open.doors.grpcPort());
    client.read(1_000_000);
    for (int i = 1; i <= 1_100; i++) {
      client.send(create(i, "h" + i));
      int count = i;
      await().pollInterval(java.time.Duration.ofNanos(50_000)).until(() -> client.count() == count);
    }
    assertThat(client.answers()).allMatch(HoldAnswer::hasHold);
  }

  @Test
  void refusesCreatesThatWouldWaitTooLongButNothingElse() throws Exception {
    grid.holds = HoldStreamTest::slowly;
    Client client = new Client(open.doors.grpcPort());
    client.read(1_000_000);
    for (int f = 0; f < 30; f++) {
      int from = f * 100;
      client.send(
          IntStream.range(from, from + 100)
              .mapToObj(i -> i % 10 == 0 ? release(i, "holds/0.a") : create(i, "h" + i))
              .toArray(HoldCall[]::new));
    }

    client.awaitAnswers(3_000);
    Map<Boolean, List<HoldAnswer>> answers =
        client.answers().stream().collect(Collectors.partitioningBy(HoldAnswer::hasHold));
    assertThat(answers.get(true)).hasSizeBetween(300, 2_400);
    assertThat(answers.get(true).stream().filter(a -> a.getCallId() % 10 == 0)).hasSize(300);
    Status refusal = answers.get(false).getFirst().getError();
    assertThat(OpenDoors.reason(refusal)).isEqualTo("OVERLOADED");
    assertThat(refusal.getDetails(1).unpack(RetryInfo.class).getRetryDelay().getNanos())
        .isEqualTo(100_000_000);
    assertThat(grid.calls.get()).isEqualTo(answers.get(true).size());
  }

  @Test
  void aStreamThatAsksForMuchKeepsNoOtherWaiting() {
    try (OpenDoors oneThread =
        new OpenDoors(
            grid,
            new DoorSettings(
                OpenDoors.HOST, 0, 0, 4 << 20, 100, 100, 16_384, 1, 1_000, "1", List.of()))) {
      grid.holds = HoldStreamTest::slowly;
      Client much = new Client(oneThread.doors.grpcPort());
      much.read(1_000_000);
      Client little = new Client(oneThread.doors.grpcPort());
      little.read(1_000_000);
      for (int f = 0; f < 2; f++) {
        int from = f * 1_000;
        much.send(
            IntStream.range(from, from + 1_000)
                .mapToObj(i -> release(i, "holds/0.a"))
                .toArray(HoldCall[]::new));
      }
      await().until(() -> grid.calls.get() > 0);
      little.send(release(1, "holds/0.a"));

      little.awaitAnswers(1);
      assertThat(much.count()).isLessThan(1_000);
      // Every lap takes longer than a call should wait: what can be put off is refused unread.
      assertThatThrownBy(
              () -> {
                while (much.count() < 2_000) {
                  HoldServiceGrpc.newBlockingStub(oneThread.channel)
                      .createHold(OpenDoors.create("a"));
                }
              })
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              thrown ->
                  assertThat(OpenDoors.reason(OpenDoors.status(thrown))).isEqualTo("OVERLOADED"));
      much.awaitAnswers(2_000);
      assertThat(much.answers()).allMatch(HoldAnswer::hasHold);
    }
  }

  /** A millisecond of the loop's time. */
  private static CompletionStage<Answer<Hold>> slowly(HoldCommand command) {
    LockSupport.parkNanos(1_000_000);
    return CompletableFuture.completedStage(Answer.done(CannedGrid.held(command)));
  }

  @Test
  void refusesAFrameOfTooManyCalls() {
    Client client = new Client(open.doors.grpcPort());
    client.read(1_000);

    client.send(
        IntStream.range(0, 1_001).mapToObj(i -> create(i, "h" + i)).toArray(HoldCall[]::new));

    client.awaitEnd();
    assertThat(OpenDoors.reason(OpenDoors.status((StatusRuntimeException) client.error)))
        .isEqualTo("INVALID_CALLS");
  }

  @Test
  void answersWhatIsInFlightBeforeTheDoorsClose() throws Exception {
    CompletableFuture<Answer<Hold>> slow = new CompletableFuture<>();
    grid.holds = c -> slow;
    Client client = new Client(open.doors.grpcPort());
    client.read(1_000);
    client.send(create(1, "a"));
    await().until(() -> grid.calls.get() == 1);

    Thread closing = Thread.ofVirtual().start(open.doors::close);
    Thread.sleep(100);
    slow.complete(Answer.done(CannedGrid.held(create("a"))));

    client.awaitEnd();
    closing.join(5_000);
    assertThat(client.byId().get(1L).hasHold()).isTrue();
    assertThat(OpenDoors.status((StatusRuntimeException) client.error).getCode()).isEqualTo(14);
  }

  private static HoldCommand create(String holdId) {
    return HoldMapping.create(OpenDoors.create(holdId));
  }

  private static HoldCall create(long id, String holdId) {
    CreateHoldRequest request = OpenDoors.create(holdId);
    return HoldCall.newBuilder().setCallId(id).setCreate(request).build();
  }

  private static HoldCall confirm(long id, String name) {
    return HoldCall.newBuilder()
        .setCallId(id)
        .setConfirm(ConfirmHoldRequest.newBuilder().setName(name))
        .build();
  }

  private static HoldCall release(long id, String name) {
    return HoldCall.newBuilder()
        .setCallId(id)
        .setRelease(ReleaseHoldRequest.newBuilder().setName(name))
        .build();
  }

  /** Reads as many frames as it is told to. */
  private final class Client
      implements ClientResponseObserver<HoldStreamRequest, HoldStreamResponse> {

    final Queue<HoldStreamResponse> frames = new ConcurrentLinkedQueue<>();
    volatile ClientCallStreamObserver<HoldStreamRequest> calls;
    volatile boolean ended;
    volatile Throwable error;

    Client(int port) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress(OpenDoors.HOST, port).usePlaintext().build();
      channels.add(channel);
      HoldServiceGrpc.newStub(channel).holdStream(this);
    }

    void send(HoldCall... frame) {
      calls.onNext(HoldStreamRequest.newBuilder().addAllCalls(List.of(frame)).build());
    }

    void read(int moreFrames) {
      calls.request(moreFrames);
    }

    /** Whether there is room to send, after it had time to come about. */
    boolean isReadySoon() {
      for (int i = 0; i < 300 && !calls.isReady(); i++) {
        try {
          Thread.sleep(1);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      return calls.isReady();
    }

    List<HoldAnswer> answers() {
      return frames.stream().flatMap(f -> f.getAnswersList().stream()).toList();
    }

    int count() {
      return frames.stream().mapToInt(HoldStreamResponse::getAnswersCount).sum();
    }

    Map<Long, HoldAnswer> byId() {
      return answers().stream().collect(Collectors.toMap(HoldAnswer::getCallId, a -> a));
    }

    void awaitAnswers(int count) {
      await().atMost(10, TimeUnit.SECONDS).until(() -> count() == count);
    }

    void awaitEnd() {
      await().atMost(10, TimeUnit.SECONDS).until(() -> ended);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<HoldStreamRequest> calls) {
      this.calls = calls;
      calls.disableAutoRequestWithInitial(0);
    }

    @Override
    public void onNext(HoldStreamResponse frame) {
      frames.add(frame);
    }

    @Override
    public void onError(Throwable thrown) {
      error = thrown;
      ended = true;
    }

    @Override
    public void onCompleted() {
      ended = true;
    }
  }
}
