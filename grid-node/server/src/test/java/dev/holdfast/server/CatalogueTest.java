package dev.holdfast.server;

import static dev.holdfast.server.Storefront.create;
import static dev.holdfast.server.Storefront.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.v1.CreateHoldRequest;
import dev.holdfast.v1.CreateLocationRequest;
import dev.holdfast.v1.CreatePoolRequest;
import dev.holdfast.v1.DeleteLocationRequest;
import dev.holdfast.v1.DeletePoolRequest;
import dev.holdfast.v1.GetPoolRequest;
import dev.holdfast.v1.Hold;
import dev.holdfast.v1.ListPoolsRequest;
import dev.holdfast.v1.ListPoolsResponse;
import dev.holdfast.v1.Location;
import dev.holdfast.v1.Pool;
import dev.holdfast.v1.Quota;
import dev.holdfast.v1.RegionRank;
import dev.holdfast.v1.ReleaseHoldRequest;
import dev.holdfast.v1.StockCount;
import dev.holdfast.v1.UpdateLocationRequest;
import dev.holdfast.v1.UpdatePoolRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Pools and locations, their etags, and what they mean for holds. */
@ParameterizedClass
@ValueSource(strings = {"grpc", "json"})
class CatalogueTest {
  @TempDir static Path directory;
  static TestNode node;

  @Parameter String door;

  @BeforeAll
  static void start() {
    node = TestNode.start(directory);
    node.grpc.withWeb();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private Storefront store() {
    return door.equals("grpc") ? node.grpc : node.json;
  }

  private String id(String name) {
    return door + "-" + name;
  }

  @Test
  void changesAPoolOnlyFromItsLatestState() {
    String id = id("pool");
    Pool first = store().pool(id, Pool.newBuilder().addLocations("east"));
    assertThat(store().pool(id, Pool.newBuilder().addLocations("east"))).isEqualTo(first);
    assertThat(refusedPool(id, Pool.newBuilder().addLocations("west"))).isEqualTo("POOL_ID_REUSED");
    assertThat(refusedPool(id("other"), Pool.newBuilder().addLocations("nowhere")))
        .isEqualTo("LOCATION_NOT_FOUND");
    Pool second = (Pool) store().line().call(update(first.toBuilder().addLocations("west")));
    assertThat(second.getLocationsList()).containsExactly("east", "west");
    assertThat(second.getEtag()).isNotEqualTo(first.getEtag());
    assertThat(RefusedCall.of(() -> store().line().call(update(first.toBuilder()))).reason())
        .isEqualTo("STALE_ETAG");
    assertThat(store().line().call(GetPoolRequest.newBuilder().setName("pools/" + id).build()))
        .isEqualTo(second);
    DeletePoolRequest.Builder delete = DeletePoolRequest.newBuilder().setName("pools/" + id);
    assertThat(refused(delete.setEtag(first.getEtag()).build())).isEqualTo("STALE_ETAG");
    store().line().call(delete.setEtag(second.getEtag()).build());
    assertThat(refused(delete.build())).isEqualTo("POOL_NOT_FOUND");
    assertThat(refused(update(second.toBuilder()))).isEqualTo("POOL_NOT_FOUND");
  }

  @Test
  void listsPoolsInPages() {
    for (int i = 0; i < 3; i++) {
      store().pool(id("page" + i), Pool.newBuilder().addLocations("east"));
    }
    ListPoolsRequest.Builder request = ListPoolsRequest.newBuilder().setPageSize(2);
    List<String> names = new java.util.ArrayList<>();
    if (door.equals("grpc")) {
      ListPoolsResponse page;
      do {
        page = (ListPoolsResponse) store().line().call(request.build());
        assertThat(page.getPoolsCount()).isLessThanOrEqualTo(2);
        page.getPoolsList().forEach(pool -> names.add(pool.getName()));
        request.setPageToken(page.getNextPageToken());
      } while (!page.getNextPageToken().isEmpty());
    } else {
      String body = ((JsonLine) store().line()).send("GET", "/v1/pools?pageSize=1000", "").body();
      java.util.regex.Pattern.compile("\"name\":\"([^\"]*)\"")
          .matcher(body)
          .results()
          .forEach(found -> names.add(found.group(1)));
    }
    assertThat(names)
        .isSorted()
        .doesNotHaveDuplicates()
        .contains("pools/web", "pools/" + id("page0"), "pools/" + id("page2"));
  }

  @Test
  void keepsALocationThatIsInUse() {
    String id = id("shop");
    String pool = id("shop-pool");
    String sku = id("lamp");
    Location location = store().location(id);
    store().pool(pool, Pool.newBuilder().addLocations(id));
    DeleteLocationRequest delete =
        DeleteLocationRequest.newBuilder().setName("locations/" + id).build();
    assertThat(refused(delete)).describedAs("a pool names it").isEqualTo("LOCATION_IN_USE");
    store().count(sku, id, 1);
    Hold hold = store().hold(create(id("hold"), of(sku, 1)).setPool(pool).build());
    store().line().call(DeletePoolRequest.newBuilder().setName("pools/" + pool).build());
    store().count(count(sku, id, 0).setSourceVersion(1).build());
    assertThat(refused(delete)).describedAs("a unit is held").isEqualTo("LOCATION_IN_USE");
    assertThat(store().get(hold.getName()).getPool()).isEqualTo(pool);
    store().hold(ReleaseHoldRequest.newBuilder().setName(hold.getName()).build());
    assertThat(refused(delete.toBuilder().setEtag("0").build())).isEqualTo("STALE_ETAG");
    store().line().call(delete.toBuilder().setEtag(location.getEtag()).build());
    assertThat(refused(delete)).isEqualTo("LOCATION_NOT_FOUND");
    assertThat(RefusedCall.of(() -> store().count(sku, id, 5)).reason())
        .isEqualTo("LOCATION_NOT_FOUND");
  }

  @Test
  void grantsNothingNewAtAClosedLocation() {
    String id = id("closing");
    String sku = id("chair");
    Location open = store().location(id);
    store().pool(id, Pool.newBuilder().addLocations(id).addLocations("west"));
    store().count(sku, id, 5);
    store().count(sku, "west", 1);
    Hold before = store().hold(create(id("before"), of(sku, 2)).setPool(id).build());
    Location.Builder closed = open.toBuilder().setState(Location.State.CLOSED);
    UpdateLocationRequest update =
        UpdateLocationRequest.newBuilder().setName(open.getName()).setLocation(closed).build();
    Location after = (Location) store().line().call(update);
    assertThat(store().available(id, sku)).isEqualTo(1);
    assertThat(refused(update)).isEqualTo("STALE_ETAG");
    CreateHoldRequest two = create(id("after"), of(sku, 2)).setPool(id).build();
    assertThat(refused(two)).isEqualTo("INSUFFICIENT_STOCK");
    assertThat(store().get(before.getName()).getState()).isEqualTo(Hold.State.HELD);
    store()
        .line()
        .call(
            UpdateLocationRequest.newBuilder()
                .setName(open.getName())
                .setLocation(after.toBuilder().setState(Location.State.OPEN))
                .build());
    store().hold(two);
  }

  @Test
  void takesUnitsInTheOrderOfTheRegion() {
    String id = id("regions");
    String sku = id("plate");
    store()
        .pool(
            id,
            Pool.newBuilder()
                .addLocations("east")
                .addLocations("west")
                .addRegionRanks(RegionRank.newBuilder().setRegion("alps").addLocations("west")));
    store().count(sku, "east", 5);
    store().count(sku, "west", 5);
    for (String[] expected :
        new String[][] {{"", "east"}, {"alps", "west"}, {"unheard-of", "east"}}) {
      Hold hold =
          store()
              .hold(
                  create(id + expected[0], of(sku, 1)).setPool(id).setRegion(expected[0]).build());
      assertThat(hold.getLines(0).getBackings(0).getLocation()).isEqualTo(expected[1]);
    }
  }

  @Test
  void quotasCapWhatAPoolTakesOfASku() {
    List<String> skus = Skus.apart(id("quota"), 2);
    String scarce = skus.get(0);
    String other = skus.get(1);
    String id = id("capped");
    Pool pool =
        store()
            .pool(
                id,
                Pool.newBuilder()
                    .addLocations("east")
                    .addQuotas(Quota.newBuilder().setSku(scarce).setQuantity(3)));
    store().count(scarce, "east", 10);
    store().count(other, "east", 10);
    assertThat(store().available(id, scarce)).isEqualTo(3);
    Hold basket = store().hold(create(id("b1"), of(scarce, 2), of(other, 1)).setPool(id).build());
    RefusedCall refused =
        RefusedCall.of(
            () -> store().hold(create(id("b2"), of(other, 1), of(scarce, 2)).setPool(id).build()));
    assertThat(refused.reason()).isEqualTo("QUOTA_EXCEEDED");
    assertThat(refused.shortages())
        .singleElement()
        .matches(line -> line.getSku().equals(scarce) && line.getAvailable() == 1, "1 left");
    assertThat(store().hold(create(id("b3"), of(scarce, 8)).build()).getState())
        .describedAs("another pool has no quota")
        .isEqualTo(Hold.State.HELD);
    store().hold(ReleaseHoldRequest.newBuilder().setName(basket.getName()).build());
    await()
        .atMost(5, TimeUnit.SECONDS)
        .untilAsserted(() -> assertThat(store().available(id, scarce)).isEqualTo(2));
    store().hold(create(id("b4"), of(scarce, 2), of(other, 1)).setPool(id).build());
    store()
        .line()
        .call(
            UpdatePoolRequest.newBuilder()
                .setName(pool.getName())
                .setPool(pool.toBuilder().clearQuotas().clearEtag())
                .build());
    store().count(count(scarce, "east", 14).setSourceVersion(1).build());
    assertThat(store().available(id, scarce)).isEqualTo(4);
  }

  private static StockCount.Builder count(String sku, String location, long quantity) {
    return StockCount.newBuilder().setSku(sku).setLocation(location).setQuantity(quantity);
  }

  private static UpdatePoolRequest update(Pool.Builder pool) {
    return UpdatePoolRequest.newBuilder().setName(pool.getName()).setPool(pool).build();
  }

  private String refusedPool(String id, Pool.Builder pool) {
    return refused(CreatePoolRequest.newBuilder().setPoolId(id).setPool(pool).build());
  }

  private String refused(com.google.protobuf.Message request) {
    return RefusedCall.of(() -> store().line().call(request)).reason();
  }

  @Test
  void repeatsALocationWithTheSameContentOnly() {
    Location location = store().location(id("same"));
    assertThat(store().location(id("same"))).isEqualTo(location);
    Location.Builder store = Location.newBuilder().setKind(Location.Kind.STORE);
    assertThat(
            refused(
                CreateLocationRequest.newBuilder()
                    .setLocationId(id("same"))
                    .setLocation(store)
                    .build()))
        .isEqualTo("LOCATION_ID_REUSED");
  }
}
