package dev.holdfast.server;

import static dev.holdfast.server.Storefront.create;
import static dev.holdfast.server.Storefront.of;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.v1.DeletePoolRequest;
import dev.holdfast.v1.Hold;
import dev.holdfast.v1.Pool;
import dev.holdfast.v1.ReleaseHoldRequest;
import dev.holdfast.v1.UpdatePoolRequest;
import dev.holdfast.v1.WatchAvailabilityRequest;
import dev.holdfast.v1.WatchAvailabilityResponse;
import dev.holdfast.v1.WatchAvailabilityResponse.Kind;
import io.grpc.protobuf.StatusProto;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Watches of availability: a snapshot, every change after it, and what a cut-off reader gets. */
class WatchTest {
  @TempDir static Path directory;
  static TestNode node;

  @BeforeAll
  static void start() {
    node = TestNode.start(directory, "watch.readers=20");
    node.grpc.withWeb();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static WatchReader watch(String token, String pool, String... skus) {
    return new WatchReader(
        (GrpcLine) node.grpc.line(),
        WatchAvailabilityRequest.newBuilder()
            .setPool(pool)
            .addAllSkus(Arrays.asList(skus))
            .setResumeToken(token)
            .build());
  }

  private static Hold take(String sku, long units) {
    return node.grpc.hold(create(sku + "-" + System.nanoTime(), of(sku, units)).build());
  }

  @Test
  void tellsASnapshotAndThenEveryLatestValue() {
    List<String> skus = Skus.apart("watch", 3);
    skus.forEach(sku -> node.grpc.count(sku, "east", 100));
    try (WatchReader reader = watch("", "web", skus.toArray(String[]::new))) {
      WatchAvailabilityResponse first = reader.next();
      assertThat(first.getKind()).isEqualTo(Kind.SNAPSHOT);
      assertThat(reader.values)
          .hasSize(3)
          .allSatisfy((sku, value) -> assertThat(value).isEqualTo(100L));
      Hold hold = take(skus.get(0), 7);
      assertThat(reader.next().getKind()).isEqualTo(Kind.CHANGE);
      assertThat(reader.values).containsEntry(skus.get(0), 93L).containsEntry(skus.get(1), 100L);
      node.grpc.hold(ReleaseHoldRequest.newBuilder().setName(hold.getName()).build());
      reader.await(skus.get(0), 100);
      for (int i = 0; i < 50; i++) {
        take(skus.get(i % 3), 1);
      }
      reader.await(skus.get(0), 83);
      reader.await(skus.get(1), 83);
      reader.await(skus.get(2), 84);
    }
  }

  @Test
  void showsWhatWasDoneBeforeTheWatchBegan() {
    node.grpc.count("read-own", "east", 1_000);
    for (int i = 1; i <= 20; i++) {
      take("read-own", 1);
      try (WatchReader reader = watch("", "web", "read-own")) {
        reader.next();
        assertThat(reader.values).containsEntry("read-own", 1_000L - i);
      }
    }
  }

  @Test
  void aSkuThatNobodyEverCountedIsWatchedToo() {
    try (WatchReader reader = watch("", "web", "unheard-of", "unheard-of")) {
      assertThat(reader.next().getItemsList()).hasSize(1);
      assertThat(reader.values).containsEntry("unheard-of", 0L);
      node.grpc.count("unheard-of", "west", 5);
      reader.await("unheard-of", 5);
    }
  }

  @Test
  void aReaderThatWasCutOffGoesOnWhereItWas() {
    List<String> skus = Skus.apart("resume", 4);
    skus.forEach(sku -> node.grpc.count(sku, "east", 100));
    String[] all = skus.toArray(String[]::new);
    String token;
    try (WatchReader reader = watch("", "web", all)) {
      reader.next();
      token = reader.token;
    }
    try (WatchReader idle = watch(token, "web", all)) {
      assertThat(idle.next().getKind()).as("nothing has changed").isEqualTo(Kind.HEARTBEAT);
      token = idle.token;
    }
    take(skus.get(1), 10);
    take(skus.get(3), 20);
    try (WatchReader again = watch(token, "web", all)) {
      WatchAvailabilityResponse event = again.next();
      assertThat(event.getKind()).isEqualTo(Kind.CHANGE);
      assertThat(again.values)
          .containsOnlyKeys(skus.get(1), skus.get(3))
          .containsEntry(skus.get(1), 90L)
          .containsEntry(skus.get(3), 80L);
      take(skus.get(0), 1);
      again.await(skus.get(0), 99);
    }
  }

  @Test
  void refusesAStrangeToken() {
    node.grpc.count("token", "east", 1);
    String token;
    try (WatchReader reader = watch("", "web", "token")) {
      reader.next();
      token = reader.token;
    }
    char changed = token.charAt(5) == 'A' ? 'B' : 'A';
    for (WatchReader reader :
        List.of(
            watch("x", "web", "token"),
            watch(token.substring(0, 5) + changed + token.substring(6), "web", "token"),
            watch(token, "web", "token", "more"),
            watch(token + "ÿ", "web", "token"))) {
      assertThat(reason(reader.failure())).isEqualTo("INVALID_RESUME_TOKEN");
    }
  }

  @Test
  void aPoolThatChangesOrGoesIsTold() {
    node.grpc.count("moving", "east", 3);
    node.grpc.count("moving", "west", 4);
    assertThat(reason(watch("", "nowhere", "moving").failure())).isEqualTo("POOL_NOT_FOUND");
    Pool pool = node.grpc.pool("moving", Pool.newBuilder().addLocations("east"));
    String token;
    try (WatchReader reader = watch("", "moving", "moving")) {
      reader.next();
      token = reader.token;
      pool = update(pool.toBuilder().addLocations("west"));
      reader.await("moving", 7);
      pool = update(pool.toBuilder().clearLocations().addLocations("west"));
      reader.await("moving", 4);
      try (WatchReader again = watch(token, "moving", "moving")) {
        assertThat(again.next().getKind()).isEqualTo(Kind.CHANGE);
        assertThat(again.values).containsEntry("moving", 4L);
      }
      node.grpc.line().call(DeletePoolRequest.newBuilder().setName("pools/moving").build());
      assertThat(reason(reader.failure())).isEqualTo("POOL_NOT_FOUND");
    }
  }

  private static Pool update(Pool.Builder pool) {
    return (Pool)
        node.grpc
            .line()
            .call(UpdatePoolRequest.newBuilder().setName(pool.getName()).setPool(pool).build());
  }

  @Test
  void takesNoMoreReadersThanItIsSetTo() throws Exception {
    node.grpc.count("crowd", "east", 1);
    List<WatchReader> crowd = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        crowd.add(admitted());
      }
      assertThat(reason(watch("", "web", "crowd").failure())).isEqualTo("OVERLOADED");
    } finally {
      crowd.forEach(WatchReader::close);
    }
    admitted().close();
  }

  /** A reader that has gone is still counted until the node has heard of it. */
  private static WatchReader admitted() throws InterruptedException {
    for (int i = 0; i < 250; i++) {
      WatchReader reader = watch("", "web", "crowd");
      if (reader.begins()) {
        return reader;
      }
      Thread.sleep(20);
    }
    throw new AssertionError("readers that have gone are still counted");
  }

  @Test
  void tellsABrowserInServerSentEvents() throws Exception {
    node.grpc.count("page", "east", 10);
    String address = "/v1/availability:watch?pool=web&skus=page&skus=a%2Cb%26c";
    HttpURLConnection page = open(address, "");
    String id;
    try (BufferedReader lines = lines(page)) {
      assertThat(page.getContentType()).startsWith("text/event-stream");
      id = lines.readLine();
      assertThat(id).startsWith("id: ");
      assertThat(lines.readLine())
          .startsWith("data: {\"kind\":\"SNAPSHOT\"")
          .contains("\"sku\":\"page\",\"available\":\"10\"")
          .contains("\"sku\":\"a,b\\u0026c\",\"available\":\"0\"");
      assertThat(lines.readLine()).isEmpty();
    }
    take("page", 4);
    try (BufferedReader lines = lines(open(address, id.substring(4)))) {
      lines.readLine();
      assertThat(lines.readLine())
          .startsWith("data: {\"kind\":\"CHANGE\"")
          .contains("\"sku\":\"page\",\"available\":\"6\"")
          .doesNotContain("a,b");
    }
    assertThat(open(address + "&resume_token=x", "").getResponseCode()).isEqualTo(400);
    assertThat(open(address + "&view=all", "").getResponseCode()).isEqualTo(400);
    assertThat(open("/v1/availability:watch?pool=web", "").getResponseCode()).isEqualTo(400);
    assertThat(open(address.replace("=web", "=off"), "").getResponseCode()).isEqualTo(404);
  }

  private static HttpURLConnection open(String path, String lastEvent) throws Exception {
    URI address = URI.create("http://" + TestPorts.HOST + ":" + node.ports.web() + path);
    HttpURLConnection page = (HttpURLConnection) address.toURL().openConnection();
    page.setReadTimeout(10_000);
    if (!lastEvent.isEmpty()) {
      page.setRequestProperty("Last-Event-ID", lastEvent);
    }
    return page;
  }

  private static BufferedReader lines(HttpURLConnection page) throws Exception {
    return new BufferedReader(new InputStreamReader(page.getInputStream(), StandardCharsets.UTF_8));
  }

  private static String reason(Throwable failure) {
    return new RefusedCall(StatusProto.fromThrowable(failure)).reason();
  }
}
