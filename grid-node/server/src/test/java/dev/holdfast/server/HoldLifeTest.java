package dev.holdfast.server;

import static dev.holdfast.server.Storefront.at;
import static dev.holdfast.server.Storefront.create;
import static dev.holdfast.server.Storefront.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.holdfast.v1.Acknowledgement.Level;
import dev.holdfast.v1.Availability;
import dev.holdfast.v1.Backing;
import dev.holdfast.v1.CancelHoldRequest;
import dev.holdfast.v1.ConfirmHoldRequest;
import dev.holdfast.v1.CreateHoldRequest;
import dev.holdfast.v1.ExtendHoldRequest;
import dev.holdfast.v1.Hold;
import dev.holdfast.v1.HoldLine;
import dev.holdfast.v1.HoldLineQuantity;
import dev.holdfast.v1.Pool;
import dev.holdfast.v1.Position;
import dev.holdfast.v1.ReleaseHoldRequest;
import dev.holdfast.v1.ShipHoldRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** Every step of a hold's life, at both doors, within one shard and over several. */
@ParameterizedClass(name = "{0}, apart: {1}")
@CsvSource({"grpc, false", "grpc, true", "json, false", "json, true"})
class HoldLifeTest {
  private static final AtomicInteger IDS = new AtomicInteger();

  @TempDir static Path directory;
  static TestNode node;

  @Parameter(0)
  String door;

  @Parameter(1)
  boolean apart;

  private Storefront store;
  private String id;
  private String cup;
  private String mug;

  @BeforeAll
  static void start() {
    node = TestNode.start(directory);
    node.grpc.withWeb();
  }

  @AfterAll
  static void stop() {
    assertThat(Storefront.audit((GrpcLine) node.grpc.line()))
        .singleElement()
        .matches(summary -> summary.getPassed(), "the audit passes");
    node.close();
  }

  /** Two SKUs of its own for each test: 10 cups east, 4 mugs east and 6 west. */
  @BeforeEach
  void stock() {
    store = door.equals("grpc") ? node.grpc : node.json;
    id = "h" + IDS.incrementAndGet();
    List<String> skus = apart ? Skus.apart(id, 2) : Skus.together(id, 2);
    cup = skus.get(0);
    mug = skus.get(1);
    store.count(cup, "east", 10);
    store.count(mug, "east", 4);
    store.count(mug, "west", 6);
  }

  @Test
  void takesUnitsInRankOrder() {
    Hold hold = store.hold(create(id, of(cup, 2), of(mug, 5)).build());
    assertThat(hold.getState()).isEqualTo(Hold.State.HELD);
    assertThat(hold.getAck()).isEqualTo(Level.REPLICATED);
    assertThat(hold.getRevision().getEpoch()).isEqualTo(1);
    assertThat(hold.getRevision().getSequence()).isPositive();
    assertThat(backings(hold, 0)).containsExactly("east 2");
    assertThat(backings(hold, 1)).containsExactly("east 4", "west 1");
    assertThat(seconds(hold.getExpireTime()) - seconds(hold.getCreateTime())).isEqualTo(900);
    assertThat(store.get(hold.getName())).isEqualTo(hold);
    awaitUnits(mug, 5, 0);
    assertThat(free(cup)).isEqualTo(8);
    assertThat(free(mug)).isEqualTo(5);
  }

  @Test
  void answersARepeatedCreateWithTheFirstGrant() {
    CreateHoldRequest request = create(id, of(cup, 2), of(mug, 5)).build();
    Hold first = store.hold(request);
    assertThat(store.hold(request)).isEqualTo(first);
    assertThat(store.hold(request.toBuilder().setAck(Level.REPLICATED).build())).isEqualTo(first);
    Hold confirmed = confirm(first, "order");
    assertThat(store.hold(request))
        .isEqualTo(first.toBuilder().setState(Hold.State.CONFIRMED).setOrderId("order").build());
    assertThat(confirmed.getRevision().getSequence())
        .isGreaterThan(first.getRevision().getSequence());
    assertThat(free(cup)).isEqualTo(8);
    List<CreateHoldRequest> others =
        List.of(
            create(id, of(cup, 3), of(mug, 5)).build(),
            create(id, of(mug, 5), of(cup, 2)).build(),
            request.toBuilder().setAllowPartial(true).build(),
            request.toBuilder().setRegion("north").build(),
            request.toBuilder().setTtl(Duration.newBuilder().setSeconds(900)).build(),
            create(id, at("east", cup, 2), of(mug, 5)).build());
    for (CreateHoldRequest other : others) {
      assertThat(RefusedCall.of(() -> store.hold(other)).reason()).isEqualTo("HOLD_ID_REUSED");
    }
  }

  @Test
  void refusesAllWhenOneLineIsShort() {
    RefusedCall refused =
        RefusedCall.of(() -> store.hold(create(id, of(cup, 2), of(mug, 11)).build()));
    assertThat(refused.reason()).isEqualTo("INSUFFICIENT_STOCK");
    assertThat(refused.shortages())
        .singleElement()
        .matches(line -> line.getSku().equals(mug), mug)
        .matches(line -> line.getWanted() == 11 && line.getAvailable() == 10, "11 of 10");
    awaitUnits(cup, 0, 0);
    assertThat(free(cup)).isEqualTo(10);
    assertThat(store.hold(create(id, of(cup, 2), of(mug, 10)).build()).getState())
        .describedAs("a refusal is not remembered")
        .isEqualTo(Hold.State.HELD);
  }

  @Test
  void grantsWhatThereIsWhenAsked() {
    Hold hold = store.hold(create(id, of(cup, 25), of(mug, 3)).setAllowPartial(true).build());
    assertThat(hold.getLines(0).getRequestedQuantity()).isEqualTo(25);
    assertThat(hold.getLines(0).getQuantity()).isEqualTo(10);
    assertThat(hold.getLines(1).getQuantity()).isEqualTo(3);
    Hold second =
        store.hold(create(id + "b", of(cup, 1), of(mug, 9)).setAllowPartial(true).build());
    assertThat(second.getLinesList()).extracting(HoldLine::getQuantity).containsExactly(0L, 7L);
    RefusedCall nothing =
        RefusedCall.of(
            () ->
                store.hold(create(id + "c", of(cup, 1), of(mug, 1)).setAllowPartial(true).build()));
    assertThat(nothing.reason()).isEqualTo("INSUFFICIENT_STOCK");
    assertThat(nothing.shortages()).hasSize(2);
  }

  @Test
  void honoursPinsBeforeOtherLinesOfTheSku() {
    Hold hold = store.hold(create(id, of(mug, 4), at("east", mug, 2), of(cup, 1)).build());
    assertThat(backings(hold, 0)).containsExactly("east 2", "west 2");
    assertThat(backings(hold, 1)).containsExactly("east 2");
    assertThat(RefusedCall.of(() -> pinned("west", 5)).shortages())
        .singleElement()
        .matches(line -> line.getLocation().equals("west") && line.getAvailable() == 4, "4 west");
    node.grpc.location("afar-" + id);
    assertThat(RefusedCall.of(() -> pinned("afar-" + id, 1)).reason())
        .isEqualTo("INVALID_LOCATION");
    assertThat(RefusedCall.of(() -> pinned("nowhere", 1)).reason()).isEqualTo("LOCATION_NOT_FOUND");
  }

  private Hold pinned(String location, long quantity) {
    return store.hold(create(id + "p", of(cup, 1), at(location, mug, quantity)).build());
  }

  @Test
  void namesWhatIsUnknown() {
    assertThat(
            RefusedCall.of(() -> store.hold(create(id, of(cup, 1)).setPool("none").build()))
                .reason())
        .isEqualTo("POOL_NOT_FOUND");
    RefusedCall sku =
        RefusedCall.of(() -> store.hold(create(id, of(cup, 1), of(id + "?", 1)).build()));
    assertThat(sku.reason()).isEqualTo("SKU_NOT_STOCKED");
    for (String name : List.of("holds/0.none", "holds/99.none", "holds/none")) {
      assertThat(RefusedCall.of(() -> store.get(name)).reason()).isEqualTo("HOLD_NOT_FOUND");
    }
  }

  @Test
  void confirmsForOneOrderOnly() {
    Hold hold = store.hold(create(id, of(cup, 2), of(mug, 5)).build());
    Hold confirmed = confirm(hold, "a");
    assertThat(confirmed.getState()).isEqualTo(Hold.State.CONFIRMED);
    assertThat(confirmed.getOrderId()).isEqualTo("a");
    assertThat(confirm(hold, "a")).isEqualTo(confirmed);
    assertThat(RefusedCall.of(() -> confirm(hold, "b")).reason())
        .isEqualTo("HOLD_ALREADY_CONFIRMED");
    assertThat(RefusedCall.of(() -> release(hold)).reason()).isEqualTo("HOLD_ALREADY_CONFIRMED");
    awaitUnits(mug, 0, 5);
    assertThat(store.get(hold.getName())).isEqualTo(confirmed);
  }

  @Test
  void givesUnitsBackOnce() {
    Hold hold = store.hold(create(id, of(cup, 2), of(mug, 5)).build());
    Hold released = release(hold);
    assertThat(released.getState()).isEqualTo(Hold.State.RELEASED);
    assertThat(release(hold)).isEqualTo(released);
    assertThat(RefusedCall.of(() -> confirm(hold, "a")).reason()).isEqualTo("HOLD_RELEASED");
    assertThat(RefusedCall.of(() -> extend(hold, 10)).reason()).isEqualTo("HOLD_RELEASED");
    awaitUnits(mug, 0, 0);
    assertThat(free(cup)).isEqualTo(10);
    assertThat(free(mug)).isEqualTo(10);
  }

  @Test
  void extendsUpToThePoolsLongestLifeAndNeverShortens() {
    String pool = "brief-" + id;
    node.grpc.pool(
        pool,
        Pool.newBuilder()
            .addLocations("east")
            .addLocations("west")
            .setDefaultHoldLife(Duration.newBuilder().setSeconds(60))
            .setLongestHoldLife(Duration.newBuilder().setSeconds(120)));
    Hold hold = store.hold(create(id, of(cup, 2), of(mug, 5)).setPool(pool).build());
    assertThat(life(hold)).isEqualTo(60);
    assertThat(life(extend(hold, 90))).isEqualTo(90);
    assertThat(life(extend(hold, 30))).isEqualTo(90);
    assertThat(life(extend(hold, 500))).isEqualTo(120);
    assertThat(life(store.get(hold.getName()))).isEqualTo(120);
    RefusedCall tooLong =
        RefusedCall.of(
            () ->
                store.hold(
                    create(id + "l", of(cup, 1))
                        .setPool(pool)
                        .setTtl(Duration.newBuilder().setSeconds(121))
                        .build()));
    assertThat(tooLong.reason()).isEqualTo("INVALID_TTL");
  }

  @Test
  void expiresAtItsTimeAndIsReacquiredOnceItsUnitsAreThere() {
    Hold hold = brief(id);
    await()
        .atMost(5, TimeUnit.SECONDS)
        .pollInterval(5, TimeUnit.MILLISECONDS)
        .until(
            () -> {
              boolean early =
                  System.currentTimeMillis() < Timestamps.toMillis(hold.getExpireTime());
              Hold.State state = store.get(hold.getName()).getState();
              boolean late =
                  System.currentTimeMillis() > Timestamps.toMillis(hold.getExpireTime()) + 1;
              assertThat(state == Hold.State.EXPIRED && early && !late)
                  .describedAs("expired before its time")
                  .isFalse();
              return state == Hold.State.EXPIRED;
            });
    awaitUnits(mug, 0, 0);
    assertThat(RefusedCall.of(() -> confirm(hold, "a")).reason()).isEqualTo("HOLD_EXPIRED");
    assertThat(RefusedCall.of(() -> release(hold)).reason()).isEqualTo("HOLD_EXPIRED");
    Hold inTheWay = store.hold(create(id + "x", of(mug, 6)).build());
    RefusedCall refused = RefusedCall.of(() -> reacquire(hold));
    assertThat(refused.reason()).isEqualTo("HOLD_EXPIRED");
    assertThat(refused.refund()).isTrue();
    assertThat(refused.shortages())
        .singleElement()
        .matches(line -> line.getSku().equals(mug), mug)
        .matches(line -> line.getWanted() == 5 && line.getAvailable() == 4, "5 of 4");
    assertThat(store.get(hold.getName()).getState()).isEqualTo(Hold.State.EXPIRED);
    awaitUnits(cup, 0, 0);
    release(inTheWay);
    Hold again = reacquire(hold);
    assertThat(again.getState()).isEqualTo(Hold.State.CONFIRMED);
    assertThat(again.getLinesList()).extracting(HoldLine::getQuantity).containsExactly(2L, 5L);
    assertThat(reacquire(hold)).isEqualTo(again);
    awaitUnits(mug, 0, 5);
    awaitUnits(cup, 0, 2);
  }

  @Test
  void shipsAndCancelsByLineOncePerIdentity() {
    Hold hold = store.hold(create(id, of(cup, 4), of(mug, 5)).build());
    assertThat(RefusedCall.of(() -> ship(hold, "s1")).reason()).isEqualTo("HOLD_NOT_CONFIRMED");
    assertThat(RefusedCall.of(() -> cancel(hold, "c1")).reason()).isEqualTo("HOLD_NOT_CONFIRMED");
    confirm(hold, "order");
    Hold shipped = ship(hold, "s1", units(cup, 1), units(mug, 4));
    assertThat(shipped.getLinesList())
        .extracting(HoldLine::getShippedQuantity)
        .containsExactly(1L, 4L);
    assertThat(ship(hold, "s1", units(cup, 1), units(mug, 4))).isEqualTo(shipped);
    assertThat(RefusedCall.of(() -> ship(hold, "s1", units(cup, 2))).reason())
        .isEqualTo("SHIPMENT_ID_REUSED");
    assertThat(RefusedCall.of(() -> ship(hold, "s2", units(cup, 4))).reason())
        .isEqualTo("INSUFFICIENT_STOCK");
    awaitUnits(mug, 0, 1);
    Hold cancelled = cancel(hold, "c1", units(cup, 2));
    assertThat(cancelled.getLines(0).getCancelledQuantity()).isEqualTo(2);
    assertThat(cancel(hold, "c1", units(cup, 2))).isEqualTo(cancelled);
    assertThat(RefusedCall.of(() -> cancel(hold, "c1", units(cup, 1))).reason())
        .isEqualTo("CANCELLATION_ID_REUSED");
    awaitUnits(cup, 0, 1);
    Hold rest = ship(hold, "s3");
    assertThat(rest.getLinesList())
        .extracting(HoldLine::getShippedQuantity)
        .containsExactly(2L, 5L);
    assertThat(rest.getState()).isEqualTo(Hold.State.CONFIRMED);
    awaitUnits(mug, 0, 0);
    awaitUnits(cup, 0, 0);
    assertThat(free(cup)).isEqualTo(8);
    assertThat(free(mug)).isEqualTo(5);
    assertThat(onHand(mug)).isEqualTo(5);
  }

  @Test
  void shipsNothingWhenOneLineIsNotOnHand() {
    Hold hold = store.hold(create(id, of(cup, 4), of(mug, 5)).build());
    confirm(hold, "order");
    store.count(
        dev.holdfast.v1.StockCount.newBuilder()
            .setSku(mug)
            .setLocation("west")
            .setQuantity(0)
            .setSourceVersion(1)
            .build());
    RefusedCall refused = RefusedCall.of(() -> ship(hold, "s1"));
    assertThat(refused.reason()).isEqualTo("INSUFFICIENT_STOCK");
    awaitUnits(cup, 0, 4);
    assertThat(onHand(cup)).isEqualTo(10);
    assertThat(onHand(mug)).isEqualTo(4);
    assertThat(ship(hold, "s1", units(cup, 4), units(mug, 4)).getLines(1).getShippedQuantity())
        .isEqualTo(4);
  }

  private Hold brief(String holdId) {
    return store.hold(
        create(holdId, of(cup, 2), of(mug, 5)).setTtl(Duration.newBuilder().setSeconds(1)).build());
  }

  private Hold confirm(Hold hold, String order) {
    return store.hold(
        ConfirmHoldRequest.newBuilder().setName(hold.getName()).setOrderId(order).build());
  }

  private Hold reacquire(Hold hold) {
    return store.hold(
        ConfirmHoldRequest.newBuilder()
            .setName(hold.getName())
            .setOrderId("again")
            .setReacquire(true)
            .build());
  }

  private Hold release(Hold hold) {
    return store.hold(ReleaseHoldRequest.newBuilder().setName(hold.getName()).build());
  }

  private Hold extend(Hold hold, long lifeSeconds) {
    Timestamp end =
        hold.getCreateTime().toBuilder()
            .setSeconds(hold.getCreateTime().getSeconds() + lifeSeconds)
            .build();
    return store.hold(
        ExtendHoldRequest.newBuilder().setName(hold.getName()).setExpireTime(end).build());
  }

  private Hold ship(Hold hold, String shipment, HoldLineQuantity... lines) {
    return store.hold(
        ShipHoldRequest.newBuilder()
            .setName(hold.getName())
            .setShipmentId(shipment)
            .addAllLines(List.of(lines))
            .build());
  }

  private Hold cancel(Hold hold, String cancellation, HoldLineQuantity... lines) {
    return store.hold(
        CancelHoldRequest.newBuilder()
            .setName(hold.getName())
            .setCancellationId(cancellation)
            .addAllLines(List.of(lines))
            .build());
  }

  private static HoldLineQuantity units(String sku, long quantity) {
    return HoldLineQuantity.newBuilder().setSku(sku).setQuantity(quantity).build();
  }

  private static List<String> backings(Hold hold, int line) {
    return hold.getLines(line).getBackingsList().stream()
        .map((Backing backing) -> backing.getLocation() + " " + backing.getQuantity())
        .toList();
  }

  private static double seconds(Timestamp time) {
    return Timestamps.toMillis(time) / 1e3;
  }

  private static double life(Hold hold) {
    return seconds(hold.getExpireTime()) - seconds(hold.getCreateTime());
  }

  private long free(String sku) {
    return store.available("web", sku);
  }

  private List<Position> positions(String sku) {
    Availability availability = store.availability("web", sku).getFirst();
    return availability.getPositionsList();
  }

  private long onHand(String sku) {
    return positions(sku).stream().mapToLong(Position::getOnHand).sum();
  }

  /** Line shards follow the home soon after it has answered. */
  private void awaitUnits(String sku, long held, long committed) {
    await()
        .atMost(5, TimeUnit.SECONDS)
        .untilAsserted(
            () ->
                assertThat(positions(sku))
                    .satisfies(
                        all ->
                            assertThat(all.stream().mapToLong(Position::getHeld).sum())
                                .isEqualTo(held),
                        all ->
                            assertThat(all.stream().mapToLong(Position::getCommitted).sum())
                                .isEqualTo(committed)));
  }
}
