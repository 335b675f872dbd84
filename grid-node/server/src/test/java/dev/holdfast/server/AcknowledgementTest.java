package dev.holdfast.server;

import static dev.holdfast.server.Storefront.create;
import static dev.holdfast.server.Storefront.of;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.rpc.Code;
import dev.holdfast.v1.Acknowledgement.Level;
import dev.holdfast.v1.ConfirmHoldRequest;
import dev.holdfast.v1.CreateHoldRequest;
import dev.holdfast.v1.Hold;
import dev.holdfast.v1.HoldAnswer;
import dev.holdfast.v1.HoldCall;
import dev.holdfast.v1.HoldServiceGrpc;
import dev.holdfast.v1.HoldStreamRequest;
import dev.holdfast.v1.HoldStreamResponse;
import dev.holdfast.v1.Pool;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How far an answer has got, and calls that come too late for one. */
class AcknowledgementTest {
  @TempDir static Path directory;
  static TestNode node;

  @BeforeAll
  static void start() {
    node = TestNode.start(directory);
    node.grpc.withWeb();
    node.grpc.pool("safe", Pool.newBuilder().addLocations("east").setDefaultAck(Level.SYNCED));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void saysTheLevelThatThePoolOrTheRequestAsksFor(boolean apart) {
    String id = "ack-" + apart;
    List<String> skus = apart ? Skus.apart(id, 2) : Skus.together(id, 2);
    skus.forEach(sku -> node.grpc.count(sku, "east", 10));
    CreateHoldRequest plain =
        create(id, of(skus.get(0), 1), of(skus.get(1), 1)).setPool("safe").build();
    assertThat(node.grpc.hold(plain).getAck()).isEqualTo(Level.SYNCED);
    assertThat(
            node.grpc.hold(plain.toBuilder().setHoldId(id + "r").setAck(Level.REPLICATED).build()))
        .extracting(Hold::getAck)
        .isEqualTo(Level.REPLICATED);
    CreateHoldRequest web = plain.toBuilder().setHoldId(id + "w").setPool("web").build();
    Hold replicated = node.grpc.hold(web);
    assertThat(replicated.getAck()).isEqualTo(Level.REPLICATED);
    Hold synced = node.grpc.hold(web.toBuilder().setAck(Level.SYNCED).build());
    assertThat(synced).isEqualTo(replicated.toBuilder().setAck(Level.SYNCED).build());
    assertThat(
            node.grpc
                .hold(
                    ConfirmHoldRequest.newBuilder()
                        .setName(synced.getName())
                        .setOrderId("o")
                        .setAck(Level.SYNCED)
                        .build())
                .getAck())
        .isEqualTo(Level.SYNCED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void dropsACallUndecidedWhoseTimeIsOver(boolean apart) throws Exception {
    String id = "late-" + apart;
    List<String> skus = apart ? Skus.apart(id, 2) : Skus.together(id, 2);
    skus.forEach(sku -> node.grpc.count(sku, "east", 10));
    CreateHoldRequest request = create(id, of(skus.get(0), 1), of(skus.get(1), 1)).build();
    List<HoldAnswer> answers =
        stream(
            HoldCall.newBuilder()
                .setCallId(1)
                .setTimeout(Duration.newBuilder().setNanos(1))
                .setCreate(request)
                .build());
    assertThat(answers).hasSize(1);
    RefusedCall refused = new RefusedCall(answers.getFirst().getError());
    assertThat(refused.status().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED_VALUE);
    assertThat(refused.reason()).isEqualTo("DEADLINE_PASSED");
    assertThat(node.grpc.available("web", skus.get(0))).isEqualTo(10);
    assertThat(node.grpc.available("web", skus.get(1))).isEqualTo(10);
    assertThat(stream(HoldCall.newBuilder().setCallId(2).setCreate(request).build()))
        .singleElement()
        .matches(HoldAnswer::hasHold, "the same identity is free");
  }

  private static List<HoldAnswer> stream(HoldCall call) throws Exception {
    List<HoldAnswer> answers = new ArrayList<>();
    CompletableFuture<Void> end = new CompletableFuture<>();
    StreamObserver<HoldStreamRequest> out =
        HoldServiceGrpc.newStub(((GrpcLine) node.grpc.line()).channel)
            .holdStream(
                new StreamObserver<>() {
                  @Override
                  public void onNext(HoldStreamResponse frame) {
                    answers.addAll(frame.getAnswersList());
                  }

                  @Override
                  public void onError(Throwable failure) {
                    end.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {
                    end.complete(null);
                  }
                });
    out.onNext(HoldStreamRequest.newBuilder().addCalls(call).build());
    out.onCompleted();
    end.get(10, TimeUnit.SECONDS);
    return answers;
  }

  @Test
  void givesOneAnswerToACallThatCameTooLateAndComesAgain() throws Exception {
    List<String> skus = Skus.apart("gone", 3);
    skus.forEach(sku -> node.grpc.count(sku, "east", 1_000));
    HoldServiceGrpc.HoldServiceFutureStub stub =
        HoldServiceGrpc.newFutureStub(((GrpcLine) node.grpc.line()).channel);
    int granted = 0;
    for (int i = 0; i < 60; i++) {
      CreateHoldRequest request =
          create("gone-" + i, of(skus.get(0), 1), of(skus.get(1), 1), of(skus.get(2), 1)).build();
      try {
        stub.withDeadlineAfter(i * 50L, TimeUnit.MICROSECONDS).createHold(request).get();
      } catch (java.util.concurrent.ExecutionException late) {
        assertThat(io.grpc.Status.fromThrowable(late).getCode())
            .isEqualTo(io.grpc.Status.Code.DEADLINE_EXCEEDED);
      }
      // Whatever became of it, the same request has one answer now.
      Hold hold = node.grpc.hold(request);
      assertThat(node.grpc.hold(request)).isEqualTo(hold);
      granted++;
    }
    for (String sku : skus) {
      assertThat(node.grpc.available("web", sku)).isEqualTo(1_000 - granted);
    }
  }
}
