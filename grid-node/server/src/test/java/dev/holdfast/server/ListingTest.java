package dev.holdfast.server;

import static dev.holdfast.server.Storefront.create;
import static dev.holdfast.server.Storefront.of;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.v1.BatchCreateHoldsRequest;
import dev.holdfast.v1.ConfirmHoldRequest;
import dev.holdfast.v1.CreateHoldRequest;
import dev.holdfast.v1.Hold;
import dev.holdfast.v1.ListHoldsRequest;
import dev.holdfast.v1.ListHoldsResponse;
import dev.holdfast.v1.ListShortfallsRequest;
import dev.holdfast.v1.ListShortfallsResponse;
import dev.holdfast.v1.Pool;
import dev.holdfast.v1.ReleaseHoldRequest;
import dev.holdfast.v1.SetStockRequest;
import dev.holdfast.v1.ShipHoldRequest;
import dev.holdfast.v1.Shortfall;
import dev.holdfast.v1.StandingHold;
import dev.holdfast.v1.StockCount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of holds and shortfalls: each entry once, whatever the page size, filtered as asked. */
class ListingTest {
  private static final int HOLDS = 2_500;

  @TempDir static Path directory;
  static TestNode node;
  static List<Hold> all;

  @BeforeAll
  static void takeHolds() {
    node = TestNode.start(directory);
    node.grpc.withWeb();
    node.grpc.pool("other", Pool.newBuilder().addLocations("west"));
    SetStockRequest.Builder counts = SetStockRequest.newBuilder();
    for (int sku = 0; sku < 40; sku++) {
      for (String location : new String[] {"east", "west"}) {
        counts.addItems(
            StockCount.newBuilder()
                .setSku("list-" + sku)
                .setLocation(location)
                .setQuantity(1_000_000));
      }
    }
    node.grpc.line().call(counts.build());
    for (int from = 0; from < HOLDS; from += 500) {
      BatchCreateHoldsRequest.Builder batch = BatchCreateHoldsRequest.newBuilder();
      for (int i = from; i < from + 500; i++) {
        batch.addRequests(request(i));
      }
      node.grpc.line().call(batch.build());
    }
    for (int i = 0; i < 30; i++) {
      String name = find("list-hold-" + i).getName();
      node.grpc.hold(
          i < 20
              ? ConfirmHoldRequest.newBuilder().setName(name).setOrderId("order-" + i % 2).build()
              : ReleaseHoldRequest.newBuilder().setName(name).build());
    }
    all = walk(ListHoldsRequest.newBuilder().setPageSize(1_000));
  }

  /** Every fifth is a basket over two SKUs, every tenth from the other pool. */
  private static CreateHoldRequest request(int i) {
    CreateHoldRequest.Builder request = create("list-hold-" + i, of("list-" + i % 40, 1));
    if (i % 5 == 0) {
      request.addLines(of("list-" + (i + 1) % 40, 2));
    }
    return request.setPool(i % 10 == 0 ? "other" : "web").build();
  }

  private static Hold find(String id) {
    return node.grpc.hold(request(Integer.parseInt(id.substring("list-hold-".length()))));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static List<Hold> walk(ListHoldsRequest.Builder request) {
    List<Hold> holds = new ArrayList<>();
    ListHoldsResponse page;
    do {
      page = (ListHoldsResponse) node.grpc.line().call(request.build());
      assertThat(page.getHoldsCount())
          .isLessThanOrEqualTo(request.getPageSize() == 0 ? 100 : request.getPageSize());
      page.getHoldsList().stream()
          .filter(hold -> hold.getHoldId().startsWith("list-hold-"))
          .forEach(holds::add);
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    return holds;
  }

  @ParameterizedTest
  @CsvSource({"0", "7", "333", "1000"})
  void showsEveryHoldOnceWhateverThePageSize(int size) {
    List<Hold> listed = walk(ListHoldsRequest.newBuilder().setPageSize(size));
    assertThat(listed).hasSize(HOLDS).doesNotHaveDuplicates().isEqualTo(all);
  }

  @Test
  void showsAHoldAsGetHoldDoes() {
    for (int i = 0; i < HOLDS; i += 125) {
      assertThat(node.grpc.get(all.get(i).getName())).isEqualTo(all.get(i));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "other,,,,               250",
    "web,,,,                 2250",
    "'',HELD,,,              2470",
    "'',CONFIRMED,,,         20",
    "'',RELEASED,,,          10",
    "'',EXPIRED,,,           0",
    "'',,order-1,,           10",
    "other,CONFIRMED,order-0,, 2",
    "'',,,list-1,            126",
    "'',HELD,,list-1,        124",
    "'',,,LIST-1,            0",
    "nowhere,,,,             0",
    "'',,order,,             0"
  })
  void filters(String pool, Hold.State state, String order, String sku, int count) {
    ListHoldsRequest.Builder request = ListHoldsRequest.newBuilder().setPageSize(64).setPool(pool);
    if (state != null) {
      request.setState(state);
    }
    if (order != null) {
      request.setOrderId(order);
    }
    if (sku != null) {
      request.setSku(sku);
    }
    assertThat(walk(request)).hasSize(count).doesNotHaveDuplicates();
  }

  @Test
  void aHoldThatLivesThroughoutIsListedOnceWhileOthersComeAndGo() {
    Set<String> lasting = new TreeSet<>();
    all.stream()
        .filter(hold -> hold.getState() == Hold.State.HELD)
        .forEach(hold -> lasting.add(hold.getHoldId()));
    List<String> listed = new ArrayList<>();
    ListHoldsRequest.Builder request = ListHoldsRequest.newBuilder().setPageSize(50);
    int turn = 0;
    do {
      String id = "passing-" + turn++;
      Hold passing = node.grpc.hold(create(id, of("list-3", 1), of("list-4", 1)).build());
      ListHoldsResponse page = (ListHoldsResponse) node.grpc.line().call(request.build());
      page.getHoldsList().forEach(hold -> listed.add(hold.getHoldId()));
      node.grpc.hold(ReleaseHoldRequest.newBuilder().setName(passing.getName()).build());
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    listed.retainAll(lasting);
    assertThat(listed).containsExactlyInAnyOrderElementsOf(lasting);
  }

  @Test
  void refusesAStrangeToken() {
    ListHoldsRequest.Builder first = ListHoldsRequest.newBuilder().setPageSize(1);
    String token = ((ListHoldsResponse) node.grpc.line().call(first.build())).getNextPageToken();
    for (ListHoldsRequest.Builder strange :
        List.of(
            first.clone().setPageToken("x"),
            first.clone().setPageToken(token.substring(1)),
            first.clone().setPageToken("A" + token.substring(1, token.length() - 1) + "A"),
            first.clone().setPageToken(token).setPool("web"))) {
      assertThat(RefusedCall.of(() -> node.grpc.line().call(strange.build())).reason())
          .isEqualTo("INVALID_PAGE_TOKEN");
    }
  }

  @Test
  void answersInJsonToo() {
    var answer = ((JsonLine) node.json.line()).send("GET", "/v1/holds?orderId=order-1&state=2", "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"orderId\":\"order-1\"")
        .contains("\"nextPageToken\":\"\"");
  }

  @Test
  void listsShortfallsWithTheirHoldsOldestFirst() {
    node.grpc.count(count("short", "east", 10, 1));
    node.grpc.count(count("short", "west", 10, 1));
    node.grpc.count(count("short-too", "east", 10, 1));
    Hold first = node.grpc.hold(create("short-1", of("short", 3)).build());
    Hold shipped = node.grpc.hold(create("short-2", of("short", 4)).build());
    Hold basket = node.grpc.hold(create("short-3", of("short", 5), of("short-too", 6)).build());
    node.grpc.hold(confirm(shipped));
    node.grpc.hold(
        ShipHoldRequest.newBuilder().setName(shipped.getName()).setShipmentId("s").build());
    node.grpc.hold(confirm(basket));
    assertThat(shortfalls(ListShortfallsRequest.newBuilder())).isEmpty();

    node.grpc.count(count("short", "east", 5, 2));
    node.grpc.count(count("short-too", "east", 0, 2));
    List<Shortfall> found = shortfalls(ListShortfallsRequest.newBuilder().setPageSize(1));
    assertThat(found).extracting(short1 -> short1.getPosition().getSku()).contains("short-too");
    Shortfall east = only(ListShortfallsRequest.newBuilder().setSku("short"));
    assertThat(east.getPosition().getLocation()).isEqualTo("east");
    assertThat(east.getShortfall()).isEqualTo(1);
    assertThat(east.getHoldCount()).isEqualTo(2);
    assertThat(east.getHoldsList())
        .extracting(StandingHold::getName)
        .containsExactly(first.getName(), basket.getName());
    assertThat(east.getHoldsList()).extracting(StandingHold::getQuantity).containsExactly(3L, 3L);
    assertThat(east.getHoldsList())
        .extracting(StandingHold::getState)
        .containsExactly(Hold.State.HELD, Hold.State.CONFIRMED);
    assertThat(only(ListShortfallsRequest.newBuilder().setSku("short-too")).getShortfall())
        .isEqualTo(6);
    assertThat(shortfalls(ListShortfallsRequest.newBuilder().setLocation("west"))).isEmpty();
  }

  private static ConfirmHoldRequest confirm(Hold hold) {
    return ConfirmHoldRequest.newBuilder().setName(hold.getName()).setOrderId("o").build();
  }

  private static StockCount count(String sku, String location, long units, long version) {
    return StockCount.newBuilder()
        .setSku(sku)
        .setLocation(location)
        .setQuantity(units)
        .setSourceVersion(version)
        .build();
  }

  private static Shortfall only(ListShortfallsRequest.Builder request) {
    List<Shortfall> found = shortfalls(request);
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static List<Shortfall> shortfalls(ListShortfallsRequest.Builder request) {
    List<Shortfall> found = new ArrayList<>();
    ListShortfallsResponse page;
    do {
      page = (ListShortfallsResponse) node.grpc.line().call(request.build());
      found.addAll(page.getShortfallsList());
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    return found;
  }
}
