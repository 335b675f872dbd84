package dev.holdfast.server;

import static dev.holdfast.server.Storefront.create;
import static dev.holdfast.server.Storefront.of;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.v1.AdjustStockRequest;
import dev.holdfast.v1.AdjustStockResponse;
import dev.holdfast.v1.ConfirmHoldRequest;
import dev.holdfast.v1.Hold;
import dev.holdfast.v1.Position;
import dev.holdfast.v1.SetStockRequest;
import dev.holdfast.v1.SetStockResponse;
import dev.holdfast.v1.StockAdjustment;
import dev.holdfast.v1.StockCount;
import dev.holdfast.v1.StockResult;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts and differences, and what is left to sell after them. */
@ParameterizedClass
@ValueSource(strings = {"grpc", "json"})
class StockTest {
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

  @Test
  void takesALaterCountOfTheSameSourceOnly() {
    String sku = door + "-versions";
    assertThat(count(sku, 10, "wms", 5).getOnHand()).isEqualTo(10);
    assertThat(count(sku, 10, "wms", 5).getOnHand()).describedAs("a repeat").isEqualTo(10);
    assertThat(refusedCount(sku, 11, "wms", 5)).isEqualTo("STALE_SOURCE_VERSION");
    assertThat(refusedCount(sku, 9, "wms", 4)).isEqualTo("STALE_SOURCE_VERSION");
    assertThat(refusedCount(sku, 9, "till", 99)).isEqualTo("STALE_SOURCE_VERSION");
    assertThat(store().count(counted(sku, 9, "till", 1).setTakeover(true).build()).getOnHand())
        .isEqualTo(9);
    assertThat(count(sku, 8, "till", 2).getOnHand()).isEqualTo(8);
  }

  @Test
  void changesByADifferenceOncePerIdentity() {
    String sku = door + "-deltas";
    assertThat(position(adjust(sku, 5, "a1")).getOnHand()).isEqualTo(5);
    assertThat(position(adjust(sku, 5, "a1")).getOnHand()).isEqualTo(5);
    assertThat(reason(adjust(sku, 6, "a1"))).isEqualTo("ADJUSTMENT_ID_REUSED");
    assertThat(reason(adjust(sku, -6, "a2"))).isEqualTo("INSUFFICIENT_STOCK");
    assertThat(position(adjust(sku, -5, "a3")).getOnHand()).isZero();
  }

  @Test
  void answersEachItemOnItsOwn() {
    String sku = door + "-items";
    SetStockResponse response =
        (SetStockResponse)
            store()
                .line()
                .call(
                    SetStockRequest.newBuilder()
                        .addItems(counted(sku, 3, "", 1))
                        .addItems(counted(sku, 4, "", 0))
                        .addItems(counted(sku, 4, "", 2).setLocation("nowhere"))
                        .addItems(counted(sku, 5, "", 2))
                        .build());
    assertThat(response.getResultsList()).hasSize(4);
    assertThat(position(response.getResults(0)).getOnHand()).isEqualTo(3);
    assertThat(reason(response.getResults(1))).isEqualTo("STALE_SOURCE_VERSION");
    assertThat(reason(response.getResults(2))).isEqualTo("LOCATION_NOT_FOUND");
    assertThat(position(response.getResults(3)).getOnHand()).isEqualTo(5);
  }

  @Test
  void aSmallerCountRevokesNothingAndGrantsNothing() {
    String sku = door + "-short";
    count(sku, 5, "", 1);
    Hold hold = store().hold(create(sku, of(sku, 4)).build());
    Position cut = count(sku, 2, "", 2);
    assertThat(cut.getFree()).isEqualTo(-2);
    assertThat(store().available("web", sku)).isZero();
    assertThat(RefusedCall.of(() -> store().hold(create(sku + "2", of(sku, 1)).build())).reason())
        .isEqualTo("INSUFFICIENT_STOCK");
    assertThat(
            store()
                .hold(
                    ConfirmHoldRequest.newBuilder().setName(hold.getName()).setOrderId("o").build())
                .getState())
        .isEqualTo(Hold.State.CONFIRMED);
  }

  @Test
  void keepsSafetyStockBack() {
    String sku = door + "-safety";
    Position position = store().count(counted(sku, 10, "", 1).setSafetyStock(4).build());
    assertThat(position.getFree()).isEqualTo(6);
    assertThat(count(sku, 12, "", 2).getFree()).describedAs("absent: unchanged").isEqualTo(8);
    assertThat(RefusedCall.of(() -> store().hold(create(sku, of(sku, 9)).build())).shortages())
        .singleElement()
        .matches(line -> line.getAvailable() == 8, "8 available");
  }

  private static StockCount.Builder counted(
      String sku, long quantity, String source, long version) {
    return StockCount.newBuilder()
        .setSku(sku)
        .setLocation("east")
        .setQuantity(quantity)
        .setSource(source)
        .setSourceVersion(version);
  }

  private Position count(String sku, long quantity, String source, long version) {
    return store().count(counted(sku, quantity, source, version).build());
  }

  private String refusedCount(String sku, long quantity, String source, long version) {
    return RefusedCall.of(() -> count(sku, quantity, source, version)).reason();
  }

  private StockResult adjust(String sku, long delta, String id) {
    StockAdjustment item =
        StockAdjustment.newBuilder()
            .setSku(sku)
            .setLocation("east")
            .setDelta(delta)
            .setAdjustmentId(id)
            .build();
    AdjustStockRequest request = AdjustStockRequest.newBuilder().addItems(item).build();
    return ((AdjustStockResponse) store().line().call(request)).getResults(0);
  }

  private static Position position(StockResult result) {
    assertThat(result.hasPosition()).describedAs("%s", result).isTrue();
    return result.getPosition();
  }

  private static String reason(StockResult result) {
    return new RefusedCall(result.getError()).reason();
  }
}
