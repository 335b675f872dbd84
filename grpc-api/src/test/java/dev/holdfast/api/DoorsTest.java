package dev.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.engine.model.ModelGrid;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opening, closing and surviving what strangers send. */
class DoorsTest {

  @Test
  void refusesABusyPortByNameAndOpensNeither() throws Exception {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByName(OpenDoors.HOST));
        ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(OpenDoors.HOST))) {
      int taken = busy.getLocalPort();
      int other = free.getLocalPort();
      free.close();

      assertThatThrownBy(() -> start(taken, 0))
          .isInstanceOf(PortUnavailableException.class)
          .hasMessageStartingWith("grpc.port: cannot listen on port " + taken + " of 127.0.0.1");
      assertThatThrownBy(() -> start(other, taken))
          .isInstanceOf(PortUnavailableException.class)
          .hasMessageStartingWith("web.port: cannot listen on port " + taken + " of 127.0.0.1");
      start(other, 0).close();
    }
  }

  private static Doors start(int grpcPort, int webPort) {
    return Doors.start(
        DoorSettings.of(OpenDoors.HOST, grpcPort, webPort, "1"),
        new CannedGrid(),
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
        () -> Readiness.READY);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void closesTheConnectionThatSendsGarbageAndNoOther(boolean grpcPort) throws Exception {
    try (OpenDoors open = new OpenDoors(new CannedGrid())) {
      open.holds().createHold(OpenDoors.create("before"));
      int port = grpcPort ? open.doors.grpcPort() : open.doors.webPort();
      for (int round = 0; round < 20; round++) {
        byte[] garbage = new byte[4_096];
        new Random(round).nextBytes(garbage);
        assertClosed(port, garbage);
      }
      assertClosed(
          port,
          "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\377\377\377garbage"
              .repeat(99)
              .getBytes(StandardCharsets.ISO_8859_1));

      assertThat(open.holds().createHold(OpenDoors.create("after")).getHoldId()).isEqualTo("after");
      assertThat(open.get("/health/live").statusCode()).isEqualTo(200);
    }
  }

  private static void assertClosed(int port, byte[] garbage) throws IOException {
    try (Socket socket = new Socket(OpenDoors.HOST, port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(garbage);
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      while (in.read() >= 0) {
        // Whatever it says before it hangs up.
      }
    } catch (java.net.SocketException reset) {
      // Hung up in the middle of a write.
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void takesNoConnectionPastTheLimit(boolean grpcPort) throws Exception {
    DoorSettings settings =
        new DoorSettings(OpenDoors.HOST, 0, 0, 4 << 20, 3, 100, 1_000, 2, 1_000, "1", List.of());
    try (OpenDoors open = new OpenDoors(new CannedGrid(), settings)) {
      int port = grpcPort ? open.doors.grpcPort() : open.doors.webPort();
      Socket[] held = new Socket[3];
      for (int i = 0; i < held.length; i++) {
        held[i] = new Socket(OpenDoors.HOST, port);
      }
      assertClosed(port, new byte[0]);
      for (Socket socket : held) {
        socket.close();
      }
    }
  }

  @Test
  void finishesCallsInFlightBeforeItCloses() throws Exception {
    CannedGrid grid = new CannedGrid();
    CompletableFuture<Answer<Hold>> slow = new CompletableFuture<>();
    grid.holds = c -> slow;
    try (OpenDoors open = new OpenDoors(grid)) {
      var call = async(() -> open.holds().createHold(OpenDoors.create("slow")));
      var web = async(() -> open.get("/v1/holds/3.slow").statusCode());
      org.awaitility.Awaitility.await().until(() -> grid.calls.get() == 2);

      Thread closing = Thread.ofVirtual().start(open.doors::close);
      Thread.sleep(200);
      slow.complete(Answer.done(CannedGrid.held(HoldMapping.create(OpenDoors.create("slow")))));

      assertThat(call.get(5, TimeUnit.SECONDS).getHoldId()).isEqualTo("slow");
      assertThat(web.get(5, TimeUnit.SECONDS)).isEqualTo(200);
      closing.join(5_000);
      assertThat(closing.isAlive()).isFalse();
    }
  }

  private static <T> CompletableFuture<T> async(Callable<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(call.call());
              } catch (Exception e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  @Test
  void closesInTimeWhenACallNeverEnds() {
    CannedGrid grid = new CannedGrid();
    grid.holds = c -> new CompletableFuture<>();
    DoorSettings settings =
        new DoorSettings(OpenDoors.HOST, 0, 0, 4 << 20, 3, 100, 1_000, 2, 300, "1", List.of());
    try (OpenDoors open = new OpenDoors(grid, settings)) {
      var call = async(() -> open.holds().createHold(OpenDoors.create("never")));
      org.awaitility.Awaitility.await().until(() -> grid.calls.get() == 1);

      open.doors.close();

      assertThat(call).failsWithin(5, TimeUnit.SECONDS);
    }
  }

  /** One walk through all services in front of rules that are real. */
  @Test
  void sellsFromAPoolThroughJson() throws Exception {
    StockGrid grid = new ModelGrid();
    try (OpenDoors open = new OpenDoors(grid)) {
      assertThat(
              open.post(
                      "/v1/locations",
                      "{\"locationId\": \"north\", \"location\": {\"kind\": \"WAREHOUSE\"}}")
                  .body())
          .contains("\"name\":\"locations/north\"")
          .contains("\"state\":\"OPEN\"")
          .contains("\"safetyStock\":\"0\"")
          .contains("\"etag\":\"1\"");
      assertThat(
              open.post(
                      "/v1/pools",
                      """
                      {"poolId": "web", "pool": {"locations": ["north"],
                       "quotas": [{"sku": "MUG", "quantity": 4}], "defaultHoldLife": "60s"}}
                      """)
                  .body())
          .contains("\"defaultHoldLife\":\"60s\"")
          .contains("\"longestHoldLife\":\"604800s\"")
          .contains("\"defaultAck\":\"REPLICATED\"")
          .contains("\"etag\":\"2\"");
      assertThat(
              open.post(
                      "/v1/stock:set",
                      """
                      {"items": [{"sku": "MUG", "location": "north", "quantity": "5"},
                                 {"sku": "MUG", "location": "south", "quantity": "5"}]}
                      """)
                  .body())
          .contains("\"onHand\":\"5\"")
          .contains("LOCATION_NOT_FOUND");
      assertThat(available(open)).contains("\"available\":\"4\"");

      String hold =
          open.post(
                  "/v1/holds",
                  """
                  {"holdId": "b-1", "pool": "web", "lines": [{"sku": "MUG", "quantity": 3}]}
                  """)
              .body();
      String name = hold.replaceAll(".*\"name\":\"(holds/[^\"]+)\".*", "$1");
      assertThat(available(open)).contains("\"available\":\"1\"");
      assertThat(
              open.post(
                      "/v1/holds",
                      """
                      {"holdId": "b-2", "pool": "web", "lines": [{"sku": "MUG", "quantity": 2}]}
                      """)
                  .body())
          .contains("holdfast.v1.Shortages")
          .contains("\"available\":\"1\"");
      assertThat(open.post("/v1/" + name + ":confirm", "{\"orderId\": \"o-1\"}").body())
          .contains("\"state\":\"CONFIRMED\"")
          .contains("\"orderId\":\"o-1\"");
      assertThat(open.post("/v1/" + name + ":ship", "{\"shipmentId\": \"s-1\"}").body())
          .contains("\"shippedQuantity\":\"3\"");
      assertThat(open.get("/v1/" + name).body()).contains("\"state\":\"CONFIRMED\"");
      assertThat(open.get("/v1/pools?pageSize=1").body()).contains("\"nextPageToken\":\"\"");
      assertThat(open.send(open.request("/v1/locations/north").DELETE()).body())
          .contains("LOCATION_IN_USE");
      assertThat(open.send(open.request("/v1/pools/web?etag=1").DELETE()).body())
          .contains("STALE_ETAG");
      assertThat(open.send(open.request("/v1/pools/web?etag=2").DELETE()).statusCode())
          .isEqualTo(200);
      assertThat(open.get("/v1/pools/web").statusCode()).isEqualTo(404);
    }
  }

  private static String available(OpenDoors open) throws Exception {
    return open.post(
            "/v1/availability:query", "{\"pool\": \"web\", \"skus\": [\"MUG\"], \"detail\": true}")
        .body();
  }
}
