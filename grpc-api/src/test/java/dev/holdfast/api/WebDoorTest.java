package dev.holdfast.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.Shortage;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The web port, over a socket. */
class WebDoorTest {

  private static final CannedGrid GRID = new CannedGrid();
  private static final OpenDoors OPEN = new OpenDoors(GRID);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HOLD =
      """
      {"holdId": "basket-1", "pool": "web", "ttl": "60s", "lines": [{"sku": "MUG", "quantity": 2}]}
      """;

  @AfterAll
  static void close() {
    OPEN.close();
  }

  @BeforeEach
  void answerWithHolds() {
    GRID.holds = command -> CompletableFuture.completedStage(Answer.done(CannedGrid.held(command)));
    GRID.commands.clear();
    GRID.calls.set(0);
  }

  @Test
  void takesAHoldAndPrintsEveryField() throws Exception {
    HttpResponse<String> response = OPEN.post("/v1/holds", HOLD);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(response.body()))
        .isEqualTo(
            JSON.readTree(
                """
                {"name": "holds/3.basket-1", "holdId": "basket-1", "pool": "web", "state": "HELD",
                 "lines": [{"sku": "MUG", "requestedQuantity": "2", "quantity": "2",
                            "shippedQuantity": "0", "cancelledQuantity": "0",
                            "backings": [{"location": "north", "quantity": "2"}], "location": ""}],
                 "createTime": "2023-11-14T22:13:20.001Z", "expireTime": "2023-11-14T22:14:20.001Z",
                 "orderId": "", "ack": "REPLICATED",
                 "revision": {"shard": 3, "epoch": "1", "sequence": "42"}}
                """));
  }

  @Test
  void takesAnInt64AsStringAndAsNumber() throws Exception {
    OPEN.post("/v1/holds", HOLD.replace("2}", "\"1000000000\"}"));
    OPEN.post("/v1/holds", HOLD.replace("2}", "1000000000}"));

    assertThat(GRID.commands)
        .hasSize(2)
        .allMatch(c -> ((HoldCommand.Create) c).lines().getFirst().quantity() == 1_000_000_000);
  }

  @Test
  void takesTheNameFromThePath() throws Exception {
    HttpResponse<String> got = OPEN.get("/v1/holds/3.basket-1");
    HttpResponse<String> released = OPEN.post("/v1/holds/3.basket-1:release", "{}");

    assertThat(got.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(released.body()).get("state").textValue()).isEqualTo("RELEASED");
    assertThat(GRID.commands)
        .extracting(c -> c.getClass().getSimpleName())
        .containsExactly("Get", "Release");
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of(HOLD.replace("pool", "poool"), "INVALID_JSON", "poool is not a field of"),
        Arguments.of(
            HOLD.replace("quantity", "qty"), "INVALID_JSON", "lines[0].qty is not a field of"),
        Arguments.of(HOLD.replace("2}", "1.5}"), "INVALID_QUANTITY", "lines[0].quantity "),
        Arguments.of(HOLD.replace("2}", "\"x\"}"), "INVALID_QUANTITY", "lines[0].quantity "),
        Arguments.of(HOLD.replace("2}", "1e30}"), "INVALID_QUANTITY", "lines[0].quantity "),
        Arguments.of(HOLD.replace("2}", "[]}"), "INVALID_QUANTITY", "lines[0].quantity "),
        Arguments.of(HOLD.replace("60s", "60"), "INVALID_TTL", "ttl "),
        Arguments.of(HOLD.replace("60s", "0s"), "INVALID_TTL", "ttl must be greater"),
        Arguments.of(HOLD.replace("2}", "0}"), "INVALID_QUANTITY", "lines[0].quantity must be"),
        Arguments.of(HOLD.replace("\"MUG\"", "{}"), "INVALID_SKU", "lines[0].sku "),
        Arguments.of(HOLD.replace("\"MUG\"", "\"\\ud800\""), "INVALID_SKU", "lines.sku "),
        Arguments.of(HOLD.replace("}]}", "}]"), "INVALID_JSON", "not JSON"),
        Arguments.of(HOLD + "}", "INVALID_JSON", "not JSON"),
        Arguments.of(
            HOLD.replace("\"pool\"", "\"pool\": \"a\", \"pool\""), "INVALID_JSON", "Duplicate"),
        Arguments.of("", "INVALID_HOLD_ID", "hold_id "),
        Arguments.of("[]", "INVALID_JSON", ""),
        Arguments.of("7", "INVALID_JSON", ""),
        Arguments.of("\u0000\u0001garbage", "INVALID_JSON", "not JSON"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void refusesMalformedJson(String body, String reason, String message) throws Exception {
    HttpResponse<String> response = OPEN.post("/v1/holds", body);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    JsonNode status = JSON.readTree(response.body());
    assertThat(status.get("code").intValue()).isEqualTo(3);
    assertThat(status.get("message").textValue()).contains(message);
    assertThat(status.at("/details/0/reason").textValue()).isEqualTo(reason);
    assertThat(status.at("/details/0/domain").textValue()).isEqualTo("holdfast.dev");
    assertThat(GRID.calls).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource({
    "POOL_NOT_FOUND, 404",
    "INSUFFICIENT_STOCK, 400",
    "HOLD_ID_REUSED, 409",
    "STALE_ETAG, 409",
    "SHARD_CLOSED, 503",
    "OVERLOADED, 429",
    "DEADLINE_PASSED, 504"
  })
  void givesEveryCodeItsHttpStatus(Reason reason, int http) throws Exception {
    GRID.holds =
        c ->
            CompletableFuture.completedStage(
                new Answer.Refused<>(
                    reason, "größer", "", List.of(new Shortage("MUG", "", 5, 0)), false, 1_500));

    HttpResponse<String> response = OPEN.post("/v1/holds", HOLD);

    assertThat(response.statusCode()).isEqualTo(http);
    JsonNode status = JSON.readTree(response.body());
    assertThat(status.get("message").textValue()).isEqualTo("größer");
    assertThat(status.at("/details/0/@type").textValue())
        .isEqualTo("type.googleapis.com/google.rpc.ErrorInfo");
    assertThat(status.at("/details/0/reason").textValue()).isEqualTo(reason.name());
    assertThat(status.at("/details/1/retryDelay").textValue()).isEqualTo("1.500s");
    assertThat(status.at("/details/2/lines/0/available").textValue()).isEqualTo("0");
  }

  @Test
  void printsTheDetailsOfARefusalInsideABatch() throws Exception {
    GRID.holds = c -> CompletableFuture.completedStage(Answer.refused(Reason.QUOTA_EXCEEDED, ""));

    HttpResponse<String> response =
        OPEN.post("/v1/holds:batchCreate", "{\"requests\": [" + HOLD + "]}");

    assertThat(JSON.readTree(response.body()).at("/results/0/error/details/0/reason").textValue())
        .isEqualTo("QUOTA_EXCEEDED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/pools?size=3", "/v1/holds/3.a?view=full", "/v1/grid/status?x=1"})
  void refusesAnUnknownQueryParameter(String path) throws Exception {
    HttpResponse<String> response = OPEN.get(path);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("is not a field of").contains("INVALID_JSON");
  }

  @Test
  void takesKnownQueryParameters() throws Exception {
    assertThat(OPEN.get("/v1/pools?pageSize=3&page_token=").statusCode()).isEqualTo(200);
    assertThat(OPEN.get("/v1/pools?pageSize=x").statusCode()).isEqualTo(400);
  }

  @Test
  void refusesABodyPastTheLimit() throws Exception {
    HttpResponse<String> response =
        OPEN.post("/v1/holds", "{\"region\": \"" + "x".repeat(5 << 20) + "\"}");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("4,194,304 bytes");
  }

  @Test
  void refusesHeadersAndLinesPastTheLimit() throws Exception {
    HttpResponse<String> headers =
        OPEN.send(OPEN.request("/v1/pools").header("x-padding", "x".repeat(30_000)).GET());
    HttpResponse<String> line = OPEN.get("/v1/pools?pageToken=" + "x".repeat(80_000));

    assertThat(headers.statusCode()).isEqualTo(431);
    assertThat(headers.body()).contains("INVALID_HEADERS").contains("24,576 bytes");
    assertThat(line.statusCode()).isEqualTo(414);
    assertThat(line.body()).contains("INVALID_HEADERS").contains("65,536 bytes");
  }

  @Test
  void tellsWhoSpeaksNoHttp() throws Exception {
    try (Socket socket = new Socket(OpenDoors.HOST, OPEN.doors.webPort())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write("GET / HTTP/1.1\n\n\377\n\n".getBytes(ISO_8859_1));
      String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      assertThat(answer).startsWith("HTTP/1.1 400").contains("the request is not HTTP");
    }
  }

  @Test
  void refusesABodyThatIsNotUtf8() throws Exception {
    for (int wrong : new int[] {0xff, 0xc3, 0x80}) {
      byte[] body = HOLD.getBytes(StandardCharsets.UTF_8);
      body[HOLD.indexOf("MUG") + 1] = (byte) wrong;
      HttpResponse<String> response =
          OPEN.send(
              OPEN.request("/v1/holds")
                  .header("content-type", "application/json")
                  .POST(BodyPublishers.ofByteArray(body)));

      assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
      assertThat(response.body()).contains("INVALID_JSON").contains("not UTF-8");
    }
    assertThat(GRID.calls).hasValue(0);
    OPEN.post("/v1/holds", HOLD.replace("MUG", "größer 🙂"));
    assertThat(((HoldCommand.Create) GRID.commands.element()).lines().getFirst().sku())
        .isEqualTo("größer 🙂");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/holds?pool=%ff,             400",
    "/v1/holds?pool=web&sku=%c3,     400",
    "/v1/holds?pool=%c3x%bc,         400",
    "/v1/holds?sku=%c3%bc,           200",
    "/v1/holds?sku=100%25,           200",
    "/v1/holds?sku=%f0%9f%99%82,     200",
    "/v1/stock/%80:explain?pool=web, 400",
    "/v1/pools/%e2%82,               400"
  })
  void refusesAnAddressThatIsNotUtf8(String address, int status) throws Exception {
    GRID.holdQueries.clear();
    String request =
        "GET " + address + " HTTP/1.1\r\nhost: " + OpenDoors.HOST + "\r\nconnection: close\r\n\r\n";
    try (Socket socket = new Socket(OpenDoors.HOST, OPEN.doors.webPort())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 " + status);
      if (status == 400) {
        assertThat(answer).contains("INVALID_JSON").contains("percent-encoded UTF-8");
        assertThat(GRID.holdQueries).isEmpty();
      } else {
        assertThat(GRID.holdQueries.element().toString()).doesNotContain("\ufffd");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/pools", "/v1/locations"})
  void refusesAPageTokenThatNoListGave(String list) throws Exception {
    String other = list.equals("/v1/pools") ? "locations/a" : "pools/a";
    for (String token :
        List.of("zzzz", "enp6", "a", "!", base64(other), base64(list.substring(4) + "/\u0000"))) {
      HttpResponse<String> response = OPEN.get(list + "?pageToken=" + token);
      assertThat(response.statusCode()).as(token).isEqualTo(400);
      assertThat(response.body()).contains("INVALID_PAGE_TOKEN");
    }
    assertThat(OPEN.get(list + "?pageToken=" + base64(list.substring(4) + "/a")).statusCode())
        .isEqualTo(200);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void showsAnOperatorOnePageThatLoadsNothingElse() throws Exception {
    HttpResponse<String> root = OPEN.get("/");

    assertThat(root.statusCode()).isEqualTo(200);
    assertThat(root.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
    assertThat(root.headers().firstValue("content-security-policy").orElseThrow())
        .startsWith("default-src 'none';");
    assertThat(root.body()).doesNotContain("src=").doesNotContain("https://");
    List<String> links =
        Pattern.compile("<a href=\"([^\"]+)\"")
            .matcher(root.body())
            .results()
            .map(link -> link.group(1))
            .toList();
    assertThat(links).hasSize(6).contains("/docs/", "/v1/grid/status", "/metrics");
    for (String link : links) {
      assertThat(OPEN.get(link).statusCode()).as(link).isEqualTo(200);
    }
  }

  @Test
  void wantsToKnowThatABodyIsJson() throws Exception {
    HttpResponse<String> response =
        OPEN.send(
            OPEN.request("/v1/holds")
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(HOLD)));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("content-type");
  }

  @Test
  void endsACallThatTakesTooLong() throws Exception {
    GRID.holds = command -> new CompletableFuture<>();

    HttpResponse<String> response =
        OPEN.send(
            OPEN.request("/v1/holds")
                .header("content-type", "application/json")
                .header("grpc-timeout", "200m")
                .POST(BodyPublishers.ofString(HOLD)));

    assertThat(response.statusCode()).isEqualTo(504);
    assertThat(JSON.readTree(response.body()).get("code").intValue()).isEqualTo(4);
  }

  @Test
  void givesTheGridADeadlineOfItsOwn() throws Exception {
    OPEN.post("/v1/holds", HOLD);

    long left = GRID.lastDeadline.get() - System.nanoTime();
    assertThat(left).isBetween(TimeUnit.SECONDS.toNanos(5), TimeUnit.SECONDS.toNanos(10));
  }

  @Test
  void saysInJsonThatNothingIsThere() throws Exception {
    HttpResponse<String> nowhere = OPEN.get("/v2/nothing");
    HttpResponse<String> method =
        OPEN.send(OPEN.request("/v1/holds/3.a").method("PUT", BodyPublishers.ofString("{}")));

    assertThat(nowhere.statusCode()).isEqualTo(404);
    assertThat(JSON.readTree(nowhere.body()).get("code").intValue()).isEqualTo(5);
    assertThat(method.statusCode()).isIn(404, 405);
  }

  @Test
  void tellsWhyItIsNotReady() throws Exception {
    assertThat(OPEN.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(OPEN.get("/health/ready").statusCode()).isEqualTo(200);
    OPEN.readiness.set(Readiness.notReady("shard 3 is closed"));
    try {
      HttpResponse<String> response = OPEN.get("/health/ready");
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(JSON.readTree(response.body()).at("/reasons/0").textValue())
          .isEqualTo("shard 3 is closed");
      assertThat(OPEN.get("/health/live").statusCode()).isEqualTo(200);
    } finally {
      OPEN.readiness.set(Readiness.READY);
    }
  }

  @Test
  void hasADocsPageThatKnowsTheServices() throws Exception {
    assertThat(OPEN.get("/docs/").statusCode()).isEqualTo(200);
    assertThat(OPEN.get("/docs/specification.json").body())
        .contains("holdfast.v1.HoldService")
        .contains("/v1/holds")
        .contains("Takes a hold. All lines or nothing");
  }

  @Test
  void measuresItself() throws Exception {
    OPEN.post("/v1/holds", HOLD);
    GRID.holds = c -> CompletableFuture.completedStage(Answer.refused(Reason.QUOTA_EXCEEDED, ""));
    OPEN.post("/v1/holds", HOLD);

    String metrics = OPEN.get("/metrics").body();

    assertThat(metrics)
        .contains("holdfast_calls_total{code=\"OK\",method=\"CreateHold\"}")
        .contains("holdfast_calls_total{code=\"FAILED_PRECONDITION\",method=\"CreateHold\"}")
        .contains("holdfast_refusals_total{reason=\"QUOTA_EXCEEDED\"}")
        .contains("holdfast_acknowledgement_seconds_bucket{method=\"CreateHold\",le=")
        .contains("holdfast_calls_in_flight 0")
        .contains("holdfast_streams_open 0")
        .doesNotContain("MUG")
        .doesNotContain("basket-1");
  }
}
