package dev.holdfast.api;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.holdfast.v1.AdjustStockRequest;
import dev.holdfast.v1.BatchCreateHoldsRequest;
import dev.holdfast.v1.ConfirmHoldRequest;
import dev.holdfast.v1.CreateHoldLine;
import dev.holdfast.v1.CreateHoldRequest;
import dev.holdfast.v1.CreateLocationRequest;
import dev.holdfast.v1.CreatePoolRequest;
import dev.holdfast.v1.ExtendHoldRequest;
import dev.holdfast.v1.HoldLineQuantity;
import dev.holdfast.v1.Location;
import dev.holdfast.v1.Pool;
import dev.holdfast.v1.QueryAvailabilityRequest;
import dev.holdfast.v1.Quota;
import dev.holdfast.v1.ReleaseHoldRequest;
import dev.holdfast.v1.SetStockRequest;
import dev.holdfast.v1.ShipHoldRequest;
import dev.holdfast.v1.StockAdjustment;
import dev.holdfast.v1.StockCount;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** Requests that are fine but for one change. */
final class FineRequests {

  private FineRequests() {}

  static CreateHoldRequest create(Consumer<CreateHoldRequest.Builder> change) {
    CreateHoldRequest.Builder builder = OpenDoors.create("h-1").toBuilder();
    change.accept(builder);
    return builder.build();
  }

  static CreateHoldLine.Builder line(CreateHoldRequest.Builder builder) {
    return builder.getLinesBuilder(0);
  }

  static ConfirmHoldRequest confirm(Consumer<ConfirmHoldRequest.Builder> change) {
    ConfirmHoldRequest.Builder builder = ConfirmHoldRequest.newBuilder().setName("holds/0.h");
    change.accept(builder);
    return builder.build();
  }

  static ReleaseHoldRequest release(Consumer<ReleaseHoldRequest.Builder> change) {
    ReleaseHoldRequest.Builder builder = ReleaseHoldRequest.newBuilder().setName("holds/0.h");
    change.accept(builder);
    return builder.build();
  }

  static ExtendHoldRequest extend(Consumer<ExtendHoldRequest.Builder> change) {
    ExtendHoldRequest.Builder builder =
        ExtendHoldRequest.newBuilder()
            .setName("holds/0.h")
            .setExpireTime(Timestamp.newBuilder().setSeconds(1));
    change.accept(builder);
    return builder.build();
  }

  static ShipHoldRequest ship(Consumer<ShipHoldRequest.Builder> change) {
    ShipHoldRequest.Builder builder =
        ShipHoldRequest.newBuilder()
            .setName("holds/0.h")
            .setShipmentId("s")
            .addLines(HoldLineQuantity.newBuilder().setSku("MUG").setQuantity(1));
    change.accept(builder);
    return builder.build();
  }

  static SetStockRequest count(Consumer<StockCount.Builder> change) {
    StockCount.Builder builder = StockCount.newBuilder().setSku("MUG").setLocation("north");
    change.accept(builder);
    return SetStockRequest.newBuilder().addItems(builder).build();
  }

  static AdjustStockRequest adjust(Consumer<StockAdjustment.Builder> change) {
    StockAdjustment.Builder builder =
        StockAdjustment.newBuilder()
            .setSku("MUG")
            .setLocation("north")
            .setDelta(-1)
            .setAdjustmentId("a");
    change.accept(builder);
    return AdjustStockRequest.newBuilder().addItems(builder).build();
  }

  static QueryAvailabilityRequest query(Consumer<QueryAvailabilityRequest.Builder> change) {
    QueryAvailabilityRequest.Builder builder =
        QueryAvailabilityRequest.newBuilder().setPool("web").addSkus("MUG");
    change.accept(builder);
    return builder.build();
  }

  static CreateLocationRequest location(Consumer<CreateLocationRequest.Builder> change) {
    CreateLocationRequest.Builder builder =
        CreateLocationRequest.newBuilder()
            .setLocationId("north")
            .setLocation(Location.newBuilder().setKind(Location.Kind.STORE));
    change.accept(builder);
    return builder.build();
  }

  static CreatePoolRequest pool(Consumer<CreatePoolRequest.Builder> change) {
    CreatePoolRequest.Builder builder =
        CreatePoolRequest.newBuilder().setPoolId("web").setPool(Pool.getDefaultInstance());
    change.accept(builder);
    return builder.build();
  }

  static Pool.Builder pool0(CreatePoolRequest.Builder builder) {
    return builder.getPoolBuilder();
  }

  static Quota.Builder quota(CreatePoolRequest.Builder builder) {
    return builder.getPoolBuilder().addQuotasBuilder().setSku("MUG");
  }

  static Message lines(int count) {
    CreateHoldLine line = create(b -> {}).getLines(0);
    return create(b -> b.clearLines().addAllLines(Collections.nCopies(count, line)));
  }

  static Message batch(int count) {
    List<CreateHoldRequest> requests = Collections.nCopies(count, create(b -> {}));
    return BatchCreateHoldsRequest.newBuilder().addAllRequests(requests).build();
  }

  static Message counts(int count) {
    StockCount item = count(b -> {}).getItems(0);
    return SetStockRequest.newBuilder().addAllItems(Collections.nCopies(count, item)).build();
  }

  static Message adjustments(int count) {
    StockAdjustment item = adjust(b -> {}).getItems(0);
    return AdjustStockRequest.newBuilder().addAllItems(Collections.nCopies(count, item)).build();
  }

  static Message queries(int count) {
    return query(b -> b.clearSkus().addAllSkus(Collections.nCopies(count, "MUG")));
  }
}
