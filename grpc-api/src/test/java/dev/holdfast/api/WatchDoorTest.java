package dev.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Availability;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.WatchEvent;
import dev.holdfast.engine.WatchEvent.Kind;
import dev.holdfast.v1.StockServiceGrpc;
import dev.holdfast.v1.WatchAvailabilityRequest;
import dev.holdfast.v1.WatchAvailabilityResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Watches at both doors: how they begin, end and keep pace with their reader. */
class WatchDoorTest {

  private static final WatchAvailabilityRequest REQUEST =
      WatchAvailabilityRequest.newBuilder().setPool("web").addSkus("MUG").build();

  private static WatchEvent values(int number, int skus) {
    List<Availability> items =
        java.util.stream.IntStream.range(0, skus)
            .mapToObj(i -> new Availability("MUG-" + i, i, CannedGrid.revision(), List.of()))
            .toList();
    return new WatchEvent.Values(Kind.CHANGE, items, "t" + number, "t" + (number - 1));
  }

  @Test
  void passesEventsOnAndEndsWithTheRefusal() throws Exception {
    CannedGrid grid = new CannedGrid();
    try (OpenDoors open = new OpenDoors(grid)) {
      Iterator<WatchAvailabilityResponse> events =
          StockServiceGrpc.newBlockingStub(open.channel)
              .withDeadlineAfter(10, TimeUnit.SECONDS)
              .watchAvailability(REQUEST);
      CannedWatch.One watch = next(grid);
      watch.tell(values(1, 1));
      assertThat(events.next().getResumeToken()).isEqualTo("t1");
      watch.tell(values(2, 0));
      assertThat(events.next().getFollows()).isEqualTo("t1");
      watch.tell(
          new WatchEvent.Ended(
              (Answer.Refused<?>) Answer.refused(Reason.POOL_NOT_FOUND, "gone", "pool")));
      assertThatThrownBy(events::hasNext)
          .satisfies(
              thrown ->
                  assertThat(OpenDoors.reason(OpenDoors.status((StatusRuntimeException) thrown)))
                      .isEqualTo("POOL_NOT_FOUND"));
      until(() -> watch.cancelled);
    }
  }

  @Test
  void asksForNoMoreThanAReaderTakes() throws Exception {
    CannedGrid grid = new CannedGrid();
    try (OpenDoors open = new OpenDoors(grid)) {
      var reader = new Lazy();
      StockServiceGrpc.newStub(open.channel).watchAvailability(REQUEST, reader);
      CannedWatch.One watch = next(grid);
      for (int i = 1; i <= 10_000; i++) {
        watch.tell(values(i, 100));
      }
      Thread.sleep(300);
      long told = watch.told.get();
      assertThat(told).as("what fits into buffers on the way").isLessThan(5_000);
      reader.call.request(20_000);
      until(() -> watch.told.get() == 10_000);
      reader.call.cancel("enough", null);
      until(() -> watch.cancelled);
    }
  }

  /** Takes one event and no more, until it says so. */
  private static final class Lazy
      implements ClientResponseObserver<WatchAvailabilityRequest, WatchAvailabilityResponse> {
    private ClientCallStreamObserver<WatchAvailabilityRequest> call;

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchAvailabilityRequest> started) {
      call = started;
      call.disableAutoRequestWithInitial(1);
    }

    @Override
    public void onNext(WatchAvailabilityResponse event) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }

  @Test
  void asksForNoMoreThanABrowserTakes() throws Exception {
    CannedGrid grid = new CannedGrid();
    try (OpenDoors open = new OpenDoors(grid);
        Socket socket = new Socket(OpenDoors.HOST, open.doors.webPort())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              "GET /v1/availability:watch?pool=web&skus=MUG HTTP/1.1\r\nhost: a\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      CannedWatch.One watch = next(grid);
      for (int i = 1; i <= 2_000; i++) {
        watch.tell(values(i, 100));
      }
      Thread.sleep(300);
      assertThat(watch.told.get()).as("what fits into sockets").isLessThan(1_500);
      byte[] bytes = new byte[1 << 16];
      InputStream in = socket.getInputStream();
      while (watch.told.get() < 2_000) {
        assertThat(in.read(bytes)).isPositive();
      }
      socket.close();
      until(
          () -> {
            watch.tell(values(2_001, 100));
            return watch.cancelled;
          });
    }
  }

  @Test
  void endsWatchesWhenTheNodeStops() throws Exception {
    CannedGrid grid = new CannedGrid();
    OpenDoors open = new OpenDoors(grid);
    Iterator<WatchAvailabilityResponse> events =
        StockServiceGrpc.newBlockingStub(open.channel)
            .withDeadlineAfter(10, TimeUnit.SECONDS)
            .watchAvailability(REQUEST);
    next(grid).tell(values(1, 1));
    events.next();
    var page =
        open.http.sendAsync(
            open.request("/v1/availability:watch?pool=web&skus=MUG").GET().build(),
            java.net.http.HttpResponse.BodyHandlers.ofString());
    CannedWatch.One second = next(grid);
    second.tell(values(1, 1));
    until(() -> second.told.get() == 1);
    long start = System.nanoTime();
    open.doors.close();
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(4);
    assertThatThrownBy(events::hasNext)
        .satisfies(
            thrown ->
                assertThat(OpenDoors.reason(OpenDoors.status((StatusRuntimeException) thrown)))
                    .isEqualTo("SHARD_CLOSED"));
    assertThat(page.get(5, TimeUnit.SECONDS).body())
        .contains("id: t1\n")
        .contains("event: error\n")
        .contains("SHARD_CLOSED");
    open.close();
  }

  @Test
  void aRefusalAtTheBeginningIsAnHttpStatus() throws Exception {
    CannedGrid grid = new CannedGrid();
    try (OpenDoors open = new OpenDoors(grid)) {
      var page =
          open.http.sendAsync(
              open.request("/v1/availability:watch?pool=web&skus=MUG").GET().build(),
              java.net.http.HttpResponse.BodyHandlers.ofString());
      next(grid)
          .tell(
              new WatchEvent.Ended(
                  (Answer.Refused<?>)
                      Answer.retryLater(Reason.OVERLOADED, "too many readers", 1_000)));
      var answer = page.get(5, TimeUnit.SECONDS);
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.body()).contains("OVERLOADED").contains("too many readers");
    }
  }

  @Test
  void takesATokenFromTheAddressAndANewerOneFromTheBrowser() throws Exception {
    CannedGrid grid = new CannedGrid();
    try (OpenDoors open = new OpenDoors(grid)) {
      String path = "/v1/availability:watch?pool=web&skus=MUG&skus=%C3%A4&resumeToken=old";
      var first = open.http.sendAsync(open.request(path).build(), discarding());
      assertThat(next(grid).query.resumeToken()).isEqualTo("old");
      var second =
          open.http.sendAsync(
              open.request(path).header("Last-Event-ID", "new").build(), discarding());
      CannedWatch.One watch = next(grid);
      assertThat(watch.query.resumeToken()).isEqualTo("new");
      assertThat(watch.query.skus()).containsExactly("MUG", "ä");
      first.cancel(true);
      second.cancel(true);
    }
  }

  private static java.net.http.HttpResponse.BodyHandler<Void> discarding() {
    return java.net.http.HttpResponse.BodyHandlers.discarding();
  }

  private static CannedWatch.One next(CannedGrid grid) throws InterruptedException {
    CannedWatch.One watch = grid.watched.opened.poll(20, TimeUnit.SECONDS);
    assertThat(watch).as("a watch within 20 s").isNotNull();
    return watch;
  }

  private static void until(java.util.function.BooleanSupplier done) throws InterruptedException {
    for (int i = 0; i < 500 && !done.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
    assertThat(done.getAsBoolean()).isTrue();
  }
}
