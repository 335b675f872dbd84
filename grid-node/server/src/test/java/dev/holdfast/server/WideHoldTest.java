package dev.holdfast.server;

import static dev.holdfast.server.Storefront.create;
import static dev.holdfast.server.Storefront.of;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import dev.holdfast.v1.CreateHoldLine;
import dev.holdfast.v1.Hold;
import dev.holdfast.v1.HoldAnswer;
import dev.holdfast.v1.HoldCall;
import dev.holdfast.v1.HoldServiceGrpc;
import dev.holdfast.v1.HoldStreamRequest;
import dev.holdfast.v1.HoldStreamResponse;
import dev.holdfast.v1.Pool;
import dev.holdfast.v1.ReleaseHoldRequest;
import dev.holdfast.v1.SetStockRequest;
import dev.holdfast.v1.StockCount;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds whose lines stand on hundreds of stores: small to ask for, large to remember. */
class WideHoldTest {
  private static final int STORES = 200;
  private static final int SKUS = 50;
  private static final int PAIRS = 400;

  @TempDir Path directory;

  /** One frame: its effects come to more than a journal record takes, its work to seconds. */
  @Test
  void survivesAFrameThatIsLongerThanARecordOfTheJournal() throws InterruptedException {
    String name;
    try (TestNode node = TestNode.start(directory, "cluster.shards=1")) {
      stock(node);
      List<CreateHoldLine> lines = new ArrayList<>();
      for (int sku = 0; sku < SKUS; sku++) {
        lines.add(of("sku-" + sku, STORES));
      }
      HoldStreamRequest.Builder frame = HoldStreamRequest.newBuilder();
      for (int i = 0; i < PAIRS; i++) {
        frame.addCalls(
            HoldCall.newBuilder().setCallId(2 * i).setCreate(create("w" + i).addAllLines(lines)));
        frame.addCalls(
            HoldCall.newBuilder()
                .setCallId(2 * i + 1)
                .setRelease(ReleaseHoldRequest.newBuilder().setName("holds/0.w" + i)));
      }
      List<HoldAnswer> answers = stream(node, frame.build());
      assertThat(answers)
          .hasSize(2 * PAIRS)
          .allMatch(answer -> answer.hasHold() || hasNoRoom(answer) || isNotTaken(answer));
      long last =
          answers.stream()
              .filter(answer -> answer.getCallId() % 2 == 0 && answer.hasHold())
              .mapToLong(HoldAnswer::getCallId)
              .max()
              .orElseThrow();
      name = "holds/0.w" + last / 2;
      assertThat(node.grpc.get(name).getState()).isEqualTo(Hold.State.RELEASED);
      assertThat(node.grpc.available("web", "sku-3")).isEqualTo(STORES);
    }
    try (TestNode node = TestNode.start(directory, "cluster.shards=1")) {
      assertThat(node.grpc.get(name).getState()).isEqualTo(Hold.State.RELEASED);
      assertThat(node.grpc.available("web", "sku-3")).isEqualTo(STORES);
    }
  }

  /** All that was decided stands, but so many large answers may not exist at once. */
  private static boolean hasNoRoom(HoldAnswer answer) {
    return answer.getError().getMessage().contains("too many large answers");
  }

  /** A create whose turn would have come too late, and the release of what is not there then. */
  private static boolean isNotTaken(HoldAnswer answer) {
    int code = answer.getError().getCode();
    return answer.getCallId() % 2 == 0
        ? code == Code.RESOURCE_EXHAUSTED_VALUE
        : code == Code.NOT_FOUND_VALUE;
  }

  private static void stock(TestNode node) {
    Pool.Builder pool = Pool.newBuilder();
    for (int store = 0; store < STORES; store++) {
      node.grpc.location("store-" + store);
      pool.addLocations("store-" + store);
    }
    node.grpc.pool("web", pool);
    for (int from = 0; from < STORES; from += 50) {
      SetStockRequest.Builder counts = SetStockRequest.newBuilder();
      for (int store = from; store < from + 50; store++) {
        for (int sku = 0; sku < SKUS; sku++) {
          counts.addItems(
              StockCount.newBuilder()
                  .setSku("sku-" + sku)
                  .setLocation("store-" + store)
                  .setQuantity(1));
        }
      }
      node.grpc.line().call(counts.build());
    }
  }

  private static List<HoldAnswer> stream(TestNode node, HoldStreamRequest frame)
      throws InterruptedException {
    LinkedBlockingQueue<HoldAnswer> answers = new LinkedBlockingQueue<>();
    StreamObserver<HoldStreamRequest> calls =
        HoldServiceGrpc.newStub(((GrpcLine) node.grpc.line()).channel)
            .withMaxInboundMessageSize(Integer.MAX_VALUE)
            .holdStream(
                new StreamObserver<>() {
                  @Override
                  public void onNext(HoldStreamResponse response) {
                    response
                        .getAnswersList()
                        .forEach(
                            answer ->
                                answers.add(
                                    answer.hasHold()
                                        ? answer.toBuilder()
                                            .clearHold()
                                            .setHold(small(answer))
                                            .build()
                                        : answer));
                  }

                  @Override
                  public void onError(Throwable failure) {}

                  @Override
                  public void onCompleted() {}
                });
    calls.onNext(frame);
    List<HoldAnswer> all = new ArrayList<>();
    while (all.size() < frame.getCallsCount()) {
      HoldAnswer next = answers.poll(20, TimeUnit.SECONDS);
      if (next == null) {
        break;
      }
      all.add(next);
    }
    calls.onCompleted();
    return all;
  }

  private static Hold small(HoldAnswer answer) {
    return answer.getHold().toBuilder().clearLines().build();
  }
}
