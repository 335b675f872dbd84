package dev.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import dev.holdfast.v1.Availability;
import dev.holdfast.v1.StockServiceGrpc;
import dev.holdfast.v1.WatchAvailabilityRequest;
import dev.holdfast.v1.WatchAvailabilityResponse;
import dev.holdfast.v1.WatchAvailabilityResponse.Kind;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A watch over connections that break, gaps, resets and refusals. */
class WatchTest {

  private final BlockingQueue<Opened> opened = new LinkedBlockingQueue<>();
  private final BlockingQueue<AvailabilityChange> changes = new LinkedBlockingQueue<>();
  private Server server;
  private Holdfast holdfast;

  /** One connection of a watch, as the node sees it. */
  private record Opened(
      WatchAvailabilityRequest request,
      ServerCallStreamObserver<WatchAvailabilityResponse> reader) {

    void tell(Kind kind, String follows, String token, long... values) {
      WatchAvailabilityResponse.Builder event =
          WatchAvailabilityResponse.newBuilder()
              .setKind(kind)
              .setFollows(follows)
              .setResumeToken(token);
      for (int i = 0; i < values.length; i++) {
        event.addItems(Availability.newBuilder().setSku("SKU-" + i).setAvailable(values[i]));
      }
      reader.onNext(event.build());
    }

    void refuse(Code code, String reason) {
      reader.onError(StatusProto.toStatusRuntimeException(Statuses.of(code, reason)));
    }
  }

  private final class Stocks extends StockServiceGrpc.StockServiceImplBase {
    @Override
    public void watchAvailability(
        WatchAvailabilityRequest request, StreamObserver<WatchAvailabilityResponse> reader) {
      var call = (ServerCallStreamObserver<WatchAvailabilityResponse>) reader;
      call.setOnCancelHandler(() -> {});
      opened.add(new Opened(request, call));
    }
  }

  @BeforeEach
  void start() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .addService(new Stocks())
            .build()
            .start();
    holdfast =
        Holdfast.builder()
            .targets("127.0.0.1:" + server.getPort())
            .backoff(Duration.ofMillis(1), Duration.ofMillis(5))
            .connect();
  }

  @AfterEach
  void stop() {
    holdfast.close();
    server.shutdownNow();
  }

  private AvailabilityWatch watch() {
    return holdfast.stock().watch("web", List.of("SKU-0", "SKU-1"), changes::add);
  }

  private Opened next() throws InterruptedException {
    Opened connection = opened.poll(10, TimeUnit.SECONDS);
    assertThat(connection).isNotNull();
    return connection;
  }

  private AvailabilityChange change() throws InterruptedException {
    AvailabilityChange change = changes.poll(10, TimeUnit.SECONDS);
    assertThat(change).isNotNull();
    return change;
  }

  @Test
  void goesOnFromTheLastTokenWhenTheWireIsCut() throws Exception {
    try (AvailabilityWatch watch = watch()) {
      Opened first = next();
      assertThat(first.request().getResumeToken()).isEmpty();
      assertThat(first.request().getSkusList()).containsExactly("SKU-0", "SKU-1");
      first.tell(Kind.SNAPSHOT, "", "t1", 10, 20);
      assertThat(change().whole()).isTrue();
      first.tell(Kind.CHANGE, "t1", "t2", 9);
      assertThat(change().whole()).isFalse();
      assertThat(watch.latest("SKU-0").orElseThrow().available()).isEqualTo(9);
      assertThat(watch.latest("SKU-1").orElseThrow().available()).isEqualTo(20);
      first.tell(Kind.HEARTBEAT, "t2", "t3");
      first.tell(Kind.CHANGE, "t3", "t4", 8);
      change();
      first.reader().onError(Status.UNAVAILABLE.asRuntimeException());
      Opened second = next();
      assertThat(second.request().getResumeToken()).isEqualTo("t4");
      second.tell(Kind.CHANGE, "t4", "t5", 7);
      assertThat(change().items().get(0).available()).isEqualTo(7);
      assertThat(watch.reconnects()).isEqualTo(1);
      assertThat(watch.resets()).isZero();
    }
  }

  @Test
  void doesNotBelieveAnEventBehindAGap() throws Exception {
    try (AvailabilityWatch watch = watch()) {
      Opened first = next();
      first.tell(Kind.SNAPSHOT, "", "t1", 10);
      change();
      first.tell(Kind.CHANGE, "t2", "t3", 5);
      Opened second = next();
      assertThat(second.request().getResumeToken()).isEqualTo("t1");
      second.tell(Kind.CHANGE, "t1", "t3", 6);
      assertThat(change().items().get(0).available()).isEqualTo(6);
      assertThat(watch.latest("SKU-0").orElseThrow().available()).isEqualTo(6);
    }
  }

  @Test
  void aResetMakesAllNew() throws Exception {
    try (AvailabilityWatch watch = watch()) {
      Opened first = next();
      first.tell(Kind.SNAPSHOT, "", "t1", 10, 20);
      change();
      first.reader().onError(Status.UNAVAILABLE.asRuntimeException());
      Opened second = next();
      second.tell(Kind.RESET, "", "");
      second.tell(Kind.SNAPSHOT, "", "u1", 3);
      assertThat(change().whole()).isTrue();
      assertThat(watch.latest()).containsOnlyKeys("SKU-0");
      assertThat(watch.resets()).isEqualTo(1);
    }
  }

  @Test
  void startsOverWhereItsTokenIsNotKnown() throws Exception {
    try (AvailabilityWatch watch = watch()) {
      Opened first = next();
      first.tell(Kind.SNAPSHOT, "", "t1", 10);
      change();
      first.reader().onError(Status.UNAVAILABLE.asRuntimeException());
      next().refuse(Code.INVALID_ARGUMENT, "INVALID_RESUME_TOKEN");
      assertThat(next().request().getResumeToken()).isEmpty();
      assertThat(watch.resets()).isEqualTo(1);
    }
  }

  @Test
  void endsWithTheGridsFinalWord() throws Exception {
    CompletableFuture<HoldfastException> failure = new CompletableFuture<>();
    AvailabilityListener listener =
        new AvailabilityListener() {
          @Override
          public void changed(AvailabilityChange change) {}

          @Override
          public void failed(HoldfastException thrown) {
            failure.complete(thrown);
          }
        };
    try (AvailabilityWatch watch = holdfast.stock().watch("web", List.of("A"), listener)) {
      next().refuse(Code.UNAVAILABLE, "SHARD_CLOSED");
      next().refuse(Code.NOT_FOUND, "POOL_NOT_FOUND");
      assertThat(((RefusedException) failure.get(10, TimeUnit.SECONDS)).reason())
          .isEqualTo(Reason.POOL_NOT_FOUND);
      assertThat(opened.poll(50, TimeUnit.MILLISECONDS)).isNull();
      assertThat(watch.latest()).isEmpty();
    }
  }

  @Test
  void takesNothingMoreWhileItsReaderIsBusy() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    AvailabilityListener slow =
        change -> {
          changes.add(change);
          try {
            busy.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    try (AvailabilityWatch watch = holdfast.stock().watch("web", List.of("SKU-0"), slow)) {
      Opened first = next();
      first.tell(Kind.SNAPSHOT, "", "t0", 1);
      change();
      assertThat(watch.latest("SKU-0")).isPresent();
      int told = 0;
      while (first.reader().isReady() && told < 1_000_000) {
        first.tell(Kind.CHANGE, "t" + told, "t" + ++told, told);
      }
      assertThat(told).as("what fits into buffers on the way").isLessThan(1_000_000);
      assertThat(changes).isEmpty();
      busy.countDown();
      for (int i = 0; i < told; i++) {
        change();
      }
      assertThat(watch.latest("SKU-0").orElseThrow().available()).isEqualTo(told);
    }
  }

  @Test
  void closingEndsTheCall() throws Exception {
    AvailabilityWatch watch = watch();
    Opened first = next();
    watch.close();
    for (int i = 0; i < 500 && !first.reader().isCancelled(); i++) {
      Thread.sleep(10);
    }
    assertThat(first.reader().isCancelled()).isTrue();
    assertThat(opened.poll(50, TimeUnit.MILLISECONDS)).isNull();
  }
}
