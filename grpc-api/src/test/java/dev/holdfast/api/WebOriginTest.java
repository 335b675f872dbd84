package dev.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Status;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Reason;
import dev.holdfast.v1.GetStatusRequest;
import dev.holdfast.v1.GridStatus;
import dev.holdfast.v1.Hold;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a page in a browser sends: gRPC-Web, and questions whether it may ask at all. */
class WebOriginTest {

  private static final String SHOP = "https://shop.example";
  private static final CannedGrid GRID = new CannedGrid();
  private static final OpenDoors OPEN = open(List.of(SHOP, "http://localhost:3000"));

  private static OpenDoors open(List<String> origins) {
    return new OpenDoors(GRID, DoorSettings.of(OpenDoors.HOST, 0, 0, "1").withCorsOrigins(origins));
  }

  @AfterAll
  static void close() {
    OPEN.close();
  }

  /** A frame: 0 and the length before a message, 128 and the length before trailers. */
  private static byte[] frame(byte[] message) {
    return ByteBuffer.allocate(5 + message.length)
        .put((byte) 0)
        .putInt(message.length)
        .put(message)
        .array();
  }

  private record Frames(List<byte[]> messages, String trailers) {
    static Frames of(byte[] body) {
      List<byte[]> messages = new java.util.ArrayList<>();
      ByteBuffer in = ByteBuffer.wrap(body);
      String trailers = "";
      while (in.hasRemaining()) {
        boolean isTrailers = (in.get() & 0x80) != 0;
        byte[] frame = new byte[in.getInt()];
        in.get(frame);
        if (isTrailers) {
          trailers = new String(frame, StandardCharsets.US_ASCII);
        } else {
          messages.add(frame);
        }
      }
      return new Frames(messages, trailers);
    }
  }

  private static HttpResponse<byte[]> call(String method, byte[] message, boolean text)
      throws IOException, InterruptedException {
    byte[] frame = frame(message);
    return OPEN.http.send(
        OPEN.request("/holdfast.v1." + method)
            .header(
                "content-type", text ? "application/grpc-web-text" : "application/grpc-web+proto")
            .header("x-grpc-web", "1")
            .header("origin", SHOP)
            .POST(BodyPublishers.ofByteArray(text ? Base64.getEncoder().encode(frame) : frame))
            .build(),
        BodyHandlers.ofByteArray());
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void answersGrpcWeb(boolean text) throws Exception {
    HttpResponse<byte[]> answer =
        call("HoldService/CreateHold", OpenDoors.create("basket-1").toByteArray(), text);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("access-control-allow-origin")).contains(SHOP);
    Frames frames = Frames.of(text ? decode(answer.body()) : answer.body());
    assertThat(Hold.parseFrom(frames.messages().getFirst()).getHoldId()).isEqualTo("basket-1");
    assertThat(frames.trailers()).contains("grpc-status: 0");
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void refusesBytesThatAreNoMessage(boolean text) throws Exception {
    HttpResponse<byte[]> answer =
        call("HoldService/CreateHold", new byte[] {0x0a, 0x7f, 'x'}, text);

    assertThat(answer.statusCode()).isEqualTo(200);
    byte[] body = text ? decode(answer.body()) : answer.body();
    String trailers =
        body.length == 0
            ? "grpc-status: "
                + answer.headers().firstValue("grpc-status").orElse("")
                + "\r\ngrpc-status-details-bin: "
                + answer.headers().firstValue("grpc-status-details-bin").orElse("")
            : Frames.of(body).trailers();
    assertThat(trailers).contains("grpc-status: 3");
    String details =
        trailers.replaceAll("(?s).*grpc-status-details-bin: *([A-Za-z0-9+/=]+).*", "$1");
    assertThat(
            OpenDoors.reason(com.google.rpc.Status.parseFrom(Base64.getDecoder().decode(details))))
        .isEqualTo("INVALID_MESSAGE");
  }

  /** Each part of a text body is encoded on its own and may end with padding. */
  private static byte[] decode(byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String text = new String(body, StandardCharsets.US_ASCII);
    for (int i = 0; i < text.length(); i += 4) {
      bytes.writeBytes(Base64.getDecoder().decode(text.substring(i, i + 4)));
    }
    return bytes.toByteArray();
  }

  @Test
  void answersEveryServiceByGrpcWeb() throws Exception {
    Frames grid =
        Frames.of(
            call(
                    "GridService/GetStatus",
                    GetStatusRequest.getDefaultInstance().toByteArray(),
                    false)
                .body());
    assertThat(GridStatus.parseFrom(grid.messages().getFirst()).getCatalogueVersion()).isEqualTo(7);
    for (String method :
        List.of(
            "StockService/SetStock",
            "StockService/QueryAvailability",
            "PoolService/GetPool",
            "LocationService/GetLocation")) {
      HttpResponse<byte[]> refused = call(method, new byte[0], false);
      String trailers =
          refused.headers().firstValue("grpc-status").orElse(Frames.of(refused.body()).trailers());
      assertThat(trailers).as(method).contains("3");
    }
  }

  @Test
  void tellsARefusalByGrpcWebWithItsDetails() throws Exception {
    GRID.holds = c -> CompletableFuture.completedStage(Answer.refused(Reason.QUOTA_EXCEEDED, "no"));
    try {
      HttpResponse<byte[]> answer =
          call("HoldService/CreateHold", OpenDoors.create("b").toByteArray(), false);
      String details =
          answer
              .headers()
              .firstValue("grpc-status-details-bin")
              .orElseGet(() -> trailer(answer.body()));
      assertThat(OpenDoors.reason(Status.parseFrom(Base64.getDecoder().decode(details))))
          .isEqualTo("QUOTA_EXCEEDED");
    } finally {
      GRID.holds = c -> CompletableFuture.completedStage(Answer.done(CannedGrid.held(c)));
    }
  }

  private static String trailer(byte[] body) {
    return Frames.of(body)
        .trailers()
        .lines()
        .filter(line -> line.startsWith("grpc-status-details-bin: "))
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .findFirst()
        .orElseThrow();
  }

  private static HttpResponse<String> preflight(
      OpenDoors at, String path, String origin, String method, String headers) throws Exception {
    return at.send(
        at.request(path)
            .method("OPTIONS", BodyPublishers.noBody())
            .header("origin", origin)
            .header("access-control-request-method", method)
            .header("access-control-request-headers", headers));
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/holds,                           POST,   content-type",
    "/v1/holds/3.basket-1:confirm,        POST,   content-type",
    "/v1/pools/web,                       PATCH,  content-type",
    "/v1/pools/web,                       DELETE, content-type",
    "/v1/availability:watch,              GET,    last-event-id",
    "/holdfast.v1.HoldService/CreateHold, POST,   'content-type,x-grpc-web,x-user-agent'"
  })
  void letsPagesOfItsOriginsIn(String path, String method, String headers) throws Exception {
    for (String origin : List.of(SHOP, "http://localhost:3000")) {
      HttpResponse<String> answer = preflight(OPEN, path, origin, method, headers);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("access-control-allow-origin")).contains(origin);
      assertThat(answer.headers().firstValue("access-control-allow-methods").orElse(""))
          .contains(method);
      for (String header : headers.split(",")) {
        assertThat(answer.headers().firstValue("access-control-allow-headers").orElse(""))
            .contains(header);
      }
    }
  }

  @Test
  void letsOtherPagesNotIn() throws Exception {
    for (String origin :
        List.of("https://evil.example", "http://shop.example", SHOP + ".evil", "null")) {
      HttpResponse<String> asked = preflight(OPEN, "/v1/holds", origin, "POST", "content-type");
      assertThat(asked.headers().firstValue("access-control-allow-origin")).isEmpty();
      HttpResponse<String> got =
          OPEN.send(OPEN.request("/v1/grid/status").header("origin", origin).GET());
      assertThat(got.headers().firstValue("access-control-allow-origin")).isEmpty();
    }
  }

  @Test
  void letsPagesReadErrorsToo() throws Exception {
    HttpResponse<String> answer =
        OPEN.send(
            OPEN.request("/v1/holds")
                .header("content-type", "application/json")
                .header("origin", SHOP)
                .POST(BodyPublishers.ofString("{}")));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("access-control-allow-origin")).contains(SHOP);
    assertThat(answer.headers().firstValue("access-control-expose-headers").orElse(""))
        .contains("grpc-status-details-bin");
  }

  @Test
  void letsNoPageInUnlessToldTo() throws Exception {
    try (OpenDoors none = open(List.of())) {
      HttpResponse<String> asked = preflight(none, "/v1/holds", SHOP, "POST", "content-type");
      assertThat(asked.headers().firstValue("access-control-allow-origin")).isEmpty();
      HttpResponse<String> got =
          none.send(none.request("/v1/grid/status").header("origin", SHOP).GET());
      assertThat(got.statusCode()).isEqualTo(200);
      assertThat(got.headers().firstValue("access-control-allow-origin")).isEmpty();
    }
  }

  @Test
  void letsEveryPageInWhenToldTo() throws Exception {
    try (OpenDoors any = open(List.of("*"))) {
      HttpResponse<String> asked = preflight(any, "/v1/holds", SHOP, "POST", "content-type");
      assertThat(asked.headers().firstValue("access-control-allow-origin")).contains("*");
    }
  }
}
