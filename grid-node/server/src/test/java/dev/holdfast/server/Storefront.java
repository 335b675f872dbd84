package dev.holdfast.server;

import com.google.protobuf.Message;
import dev.holdfast.v1.AuditFinding;
import dev.holdfast.v1.AuditRequest;
import dev.holdfast.v1.Availability;
import dev.holdfast.v1.CreateHoldLine;
import dev.holdfast.v1.CreateHoldRequest;
import dev.holdfast.v1.CreateLocationRequest;
import dev.holdfast.v1.CreatePoolRequest;
import dev.holdfast.v1.GetHoldRequest;
import dev.holdfast.v1.GridServiceGrpc;
import dev.holdfast.v1.Hold;
import dev.holdfast.v1.Location;
import dev.holdfast.v1.Pool;
import dev.holdfast.v1.Position;
import dev.holdfast.v1.QueryAvailabilityRequest;
import dev.holdfast.v1.QueryAvailabilityResponse;
import dev.holdfast.v1.SetStockRequest;
import dev.holdfast.v1.SetStockResponse;
import dev.holdfast.v1.StockCount;
import dev.holdfast.v1.StockResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a storefront says to a node. Safe for any thread. */
record Storefront(Line line) implements AutoCloseable {

  /** Creates, confirms, releases, extends, ships, cancels or gets a hold. */
  Hold hold(Message request) {
    return (Hold) line.call(request);
  }

  Hold get(String name) {
    return hold(GetHoldRequest.newBuilder().setName(name).build());
  }

  Location location(String id) {
    Location.Builder location = Location.newBuilder().setKind(Location.Kind.WAREHOUSE);
    return (Location)
        line.call(
            CreateLocationRequest.newBuilder().setLocationId(id).setLocation(location).build());
  }

  Pool pool(String id, Pool.Builder pool) {
    return (Pool) line.call(CreatePoolRequest.newBuilder().setPoolId(id).setPool(pool).build());
  }

  /** A pool {@code web} of {@code east} before {@code west}. */
  Storefront withWeb() {
    location("east");
    location("west");
    pool("web", Pool.newBuilder().addLocations("east").addLocations("west"));
    return this;
  }

  Position count(String sku, String location, long quantity) {
    return count(
        StockCount.newBuilder().setSku(sku).setLocation(location).setQuantity(quantity).build());
  }

  Position count(StockCount count) {
    StockResult result =
        ((SetStockResponse) line.call(SetStockRequest.newBuilder().addItems(count).build()))
            .getResults(0);
    if (result.hasError()) {
      throw new RefusedCall(result.getError());
    }
    return result.getPosition();
  }

  List<Availability> availability(String pool, String... skus) {
    return ((QueryAvailabilityResponse)
            line.call(
                QueryAvailabilityRequest.newBuilder()
                    .setPool(pool)
                    .addAllSkus(Arrays.asList(skus))
                    .setDetail(true)
                    .build()))
        .getItemsList();
  }

  long available(String pool, String sku) {
    return availability(pool, sku).getFirst().getAvailable();
  }

  /** The findings that did not pass, and the summary. */
  static List<AuditFinding> audit(GrpcLine line) {
    List<AuditFinding> findings = new ArrayList<>();
    GridServiceGrpc.newBlockingStub(line.channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .audit(AuditRequest.getDefaultInstance())
        .forEachRemaining(findings::add);
    findings.removeIf(found -> found.getPassed() && !found.getCheck().equals("summary"));
    return findings;
  }

  static CreateHoldRequest.Builder create(String id, CreateHoldLine... lines) {
    return CreateHoldRequest.newBuilder()
        .setHoldId(id)
        .setPool("web")
        .addAllLines(Arrays.asList(lines));
  }

  static CreateHoldLine of(String sku, long quantity) {
    return CreateHoldLine.newBuilder().setSku(sku).setQuantity(quantity).build();
  }

  static CreateHoldLine at(String location, String sku, long quantity) {
    return of(sku, quantity).toBuilder().setLocation(location).build();
  }

  @Override
  public void close() {
    line.close();
  }
}
