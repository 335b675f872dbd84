package dev.holdfast.api;

import static dev.holdfast.api.FineRequests.adjust;
import static dev.holdfast.api.FineRequests.batch;
import static dev.holdfast.api.FineRequests.confirm;
import static dev.holdfast.api.FineRequests.count;
import static dev.holdfast.api.FineRequests.create;
import static dev.holdfast.api.FineRequests.extend;
import static dev.holdfast.api.FineRequests.line;
import static dev.holdfast.api.FineRequests.location;
import static dev.holdfast.api.FineRequests.pool;
import static dev.holdfast.api.FineRequests.pool0;
import static dev.holdfast.api.FineRequests.query;
import static dev.holdfast.api.FineRequests.quota;
import static dev.holdfast.api.FineRequests.release;
import static dev.holdfast.api.FineRequests.ship;
import static org.assertj.core.api.Assertions.assertThat;

import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.holdfast.v1.AdjustStockRequest;
import dev.holdfast.v1.BatchCreateHoldsRequest;
import dev.holdfast.v1.ConfirmHoldRequest;
import dev.holdfast.v1.CreateHoldRequest;
import dev.holdfast.v1.CreateLocationRequest;
import dev.holdfast.v1.CreatePoolRequest;
import dev.holdfast.v1.ExtendHoldRequest;
import dev.holdfast.v1.ListPoolsRequest;
import dev.holdfast.v1.QueryAvailabilityRequest;
import dev.holdfast.v1.ReleaseHoldRequest;
import dev.holdfast.v1.SetStockRequest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every limit from both sides; and that the rules by hand never accept what the .proto refuses. */
class RequestRulesTest {

  private static final RequestRules RULES = new RequestRules();
  private static final Validator PROTO = ValidatorFactory.newBuilder().build();
  private static final String ID64 = "A".repeat(59) + "z.9_~";
  private static final String NAME80 = "holds/" + "9".repeat(80);
  private static final Duration WEEK = seconds(604_800, 0);

  /**
   * What is changed of a request that is fine, whether it is still fine, and the field at fault.
   */
  static Stream<Arguments> limits() {
    return Stream.of(
            ids("hold_id", 1, id -> create(b -> b.setHoldId(id))),
            ids("pool", 1, id -> create(b -> b.setPool(id))),
            ids("lines[0].location", 0, id -> create(b -> line(b).setLocation(id))),
            ids("order_id", 0, id -> confirm(b -> b.setOrderId(id))),
            ids("items[0].location", 1, id -> count(b -> b.setLocation(id))),
            ids("items[0].source", 0, id -> count(b -> b.setSource(id))),
            ids("items[0].location", 1, id -> adjust(b -> b.setLocation(id))),
            ids("items[0].adjustment_id", 1, id -> adjust(b -> b.setAdjustmentId(id))),
            ids("pool", 1, id -> query(b -> b.setPool(id))),
            ids("shipment_id", 1, id -> ship(b -> b.setShipmentId(id))),
            ids("location_id", 1, id -> location(b -> b.setLocationId(id))),
            ids("pool_id", 1, id -> pool(b -> b.setPoolId(id))),
            ids("pool.locations[0]", 1, id -> pool(b -> b.getPoolBuilder().addLocations(id))),
            skus("lines[0].sku", sku -> create(b -> line(b).setSku(sku))),
            skus("items[0].sku", sku -> count(b -> b.setSku(sku))),
            skus("items[0].sku", sku -> adjust(b -> b.setSku(sku))),
            skus("skus[0]", sku -> query(b -> b.setSkus(0, sku))),
            skus("lines[0].sku", sku -> ship(b -> b.getLinesBuilder(0).setSku(sku))),
            skus("pool.quotas[0].sku", sku -> pool(b -> quota(b).setSku(sku))),
            names(name -> confirm(b -> b.setName(name))),
            names(name -> release(b -> b.setName(name))),
            names(name -> extend(b -> b.setName(name))),
            range("lines[0].quantity", 1, n -> create(b -> line(b).setQuantity(n))),
            range("lines[0].quantity", 1, n -> ship(b -> b.getLinesBuilder(0).setQuantity(n))),
            range("items[0].quantity", 0, n -> count(b -> b.setQuantity(n))),
            range("items[0].safety_stock", 0, n -> count(b -> b.setSafetyStock(n))),
            range("items[0].delta", -1_000_000_000, n -> adjust(b -> b.setDelta(n))),
            range("pool.quotas[0].quantity", 0, n -> pool(b -> quota(b).setQuantity(n))),
            range(
                "location.safety_stock",
                0,
                n -> location(b -> b.getLocationBuilder().setSafetyStock(n))),
            sizes("lines", 1, 1_000, FineRequests::lines),
            sizes("requests", 1, 1_000, FineRequests::batch),
            sizes("items", 1, 10_000, FineRequests::counts),
            sizes("items", 1, 10_000, FineRequests::adjustments),
            sizes("skus", 1, 1_000, FineRequests::queries),
            lives("ttl", d -> create(b -> b.setTtl(d))),
            lives("pool.default_hold_life", d -> pool(b -> pool0(b).setDefaultHoldLife(d))),
            lives("pool.longest_hold_life", d -> pool(b -> pool0(b).setLongestHoldLife(d))),
            others())
        .flatMap(rows -> rows);
  }

  private static Stream<Arguments> others() {
    return Stream.of(
        row("ack", true, create(b -> b.setAckValue(2))),
        row("ack", false, create(b -> b.setAckValue(3))),
        row("ack", false, create(b -> b.setAckValue(-1))),
        row("ack", false, confirm(b -> b.setAckValue(3))),
        row("ack", false, release(b -> b.setAckValue(3))),
        row("ack", false, extend(b -> b.setAckValue(3))),
        row("region", true, create(b -> b.setRegion("é".repeat(32)))),
        row("region", false, create(b -> b.setRegion("é".repeat(32) + "x"))),
        row("items[0].reason", true, adjust(b -> b.setReason("r".repeat(64)))),
        row("items[0].reason", false, adjust(b -> b.setReason("r".repeat(65)))),
        row("items[0].delta", false, adjust(b -> b.setDelta(0))),
        row("items[0].delta", false, adjust(b -> b.setDelta(Long.MIN_VALUE))),
        row("expire_time", false, extend(ExtendHoldRequest.Builder::clearExpireTime)),
        row("expire_time", true, extend(b -> b.setExpireTime(instant(253_402_300_799L)))),
        row("expire_time", false, extend(b -> b.setExpireTime(instant(253_402_300_800L)))),
        row("expire_time", false, extend(b -> b.setExpireTime(instant(Long.MAX_VALUE)))),
        row("location.kind", false, location(b -> b.getLocationBuilder().clearKind())),
        row("location", false, location(CreateLocationRequest.Builder::clearLocation)),
        row("pool", false, pool(CreatePoolRequest.Builder::clearPool)),
        row("pool.locations", false, pool(b -> pool0(b).addLocations("a").addLocations("a"))),
        row("page_size", true, ListPoolsRequest.newBuilder().setPageSize(1_000).build()),
        row("page_size", false, ListPoolsRequest.newBuilder().setPageSize(1_001).build()),
        row("page_size", false, ListPoolsRequest.newBuilder().setPageSize(-1).build()));
  }

  @ParameterizedTest
  @MethodSource("limits")
  void keepsEveryLimitFromBothSides(String field, boolean fine, Message request) {
    Status fault = RULES.fault(request);
    if (fine) {
      assertThat(fault).isNull();
    } else {
      assertThat(fault).isNotNull();
      assertThat(fault.getCode()).isEqualTo(Code.INVALID_ARGUMENT_VALUE);
      assertThat(fault.getMessage()).startsWith(field + " ");
      assertThat(OpenDoors.reason(fault)).isEqualTo(Errors.reasonFor(field));
    }
  }

  /** What protovalidate cannot see, of types that are protobuf's own. */
  private static boolean isUnsaid(String field, Message request) {
    return field.equals("expire_time")
        || field.equals("ttl") && ((CreateHoldRequest) request).getTtl().getNanos() < 0
        || field.endsWith("_hold_life");
  }

  @ParameterizedTest
  @MethodSource("limits")
  void agreesWithTheProtoFiles(String field, boolean fine, Message request) throws Exception {
    if (fine || !isUnsaid(field, request)) {
      assertThat(PROTO.validate(request).isSuccess()).isEqualTo(fine);
    }
    assertThat(acceptedByHand(request)).as("accepted by hand").isIn(fine, false);
  }

  private static boolean acceptedByHand(Message request) {
    return switch (request) {
      case CreateHoldRequest r -> HotRules.accepts(r);
      case ConfirmHoldRequest r -> HotRules.accepts(r);
      case ReleaseHoldRequest r -> HotRules.accepts(r);
      case ExtendHoldRequest r -> HotRules.accepts(r);
      case QueryAvailabilityRequest r -> HotRules.accepts(r);
      case SetStockRequest r ->
          r.getItemsList().stream().allMatch(HotRules::accepts)
              && r.getItemsCount() >= 1
              && r.getItemsCount() <= RequestRules.MAX_ITEMS;
      case AdjustStockRequest r ->
          r.getItemsList().stream().allMatch(HotRules::accepts)
              && r.getItemsCount() >= 1
              && r.getItemsCount() <= RequestRules.MAX_ITEMS;
      default -> false;
    };
  }

  @Test
  void acceptsByHandWhatIsCommon() {
    assertThat(acceptedByHand(create(b -> {}))).isTrue();
    assertThat(acceptedByHand(create(b -> b.setTtl(WEEK)))).isTrue();
    assertThat(acceptedByHand(create(b -> line(b).setSku("Tässchen, groß")))).isTrue();
    assertThat(acceptedByHand(confirm(b -> {}))).isTrue();
    assertThat(acceptedByHand(release(b -> {}))).isTrue();
    assertThat(acceptedByHand(extend(b -> {}))).isTrue();
    assertThat(acceptedByHand(count(b -> {}))).isTrue();
    assertThat(acceptedByHand(adjust(b -> {}))).isTrue();
    assertThat(acceptedByHand(query(b -> {}))).isTrue();
  }

  @Test
  void namesTheItemOfABatch() {
    BatchCreateHoldsRequest batch =
        BatchCreateHoldsRequest.newBuilder()
            .addRequests(create(b -> {}))
            .addRequests(create(b -> line(b).setSku("a\tb")))
            .build();

    assertThat(RULES.fault(batch).getMessage()).startsWith("requests[1].lines[0].sku ");
  }

  @Test
  void namesAllFaultsOfARequest() throws Exception {
    Status fault = RULES.fault(create(b -> line(b.setHoldId("")).setQuantity(0)));

    BadRequest details = fault.getDetails(1).unpack(BadRequest.class);
    assertThat(details.getFieldViolationsList())
        .extracting(BadRequest.FieldViolation::getField, BadRequest.FieldViolation::getReason)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("hold_id", "INVALID_HOLD_ID"),
            org.assertj.core.groups.Tuple.tuple("lines[0].quantity", "INVALID_QUANTITY"));
    assertThat(fault.getMessage()).contains("1,64").endsWith("(and 1 more)");
  }

  // Rows.

  private static Arguments row(String field, boolean fine, Message request) {
    return Arguments.of(field, fine, request);
  }

  private static Stream<Arguments> ids(String field, int min, Made<String> made) {
    return Stream.of(
        row(field, true, made.from(ID64)),
        row(field, true, made.from("-")),
        row(field, min == 0, made.from("")),
        row(field, false, made.from(ID64 + "x")),
        row(field, false, made.from("a b")),
        row(field, false, made.from("a/b")),
        row(field, false, made.from("é")),
        row(field, false, made.from("a\n")));
  }

  private static Stream<Arguments> skus(String field, Made<String> made) {
    return Stream.of(
        row(field, true, made.from("x".repeat(64))),
        row(field, true, made.from(" ")),
        row(field, true, made.from("é".repeat(32))),
        row(field, true, made.from("\uD83D\uDE00".repeat(16))),
        row(field, false, made.from("")),
        row(field, false, made.from("x".repeat(65))),
        row(field, false, made.from("é".repeat(32) + "x")),
        row(field, false, made.from("\uD83D\uDE00".repeat(16) + "x")),
        row(field, false, made.from("a\u0000b")),
        row(field, false, made.from("a\n")),
        row(field, false, made.from("\u007F")),
        row(field, false, made.from("\u0085")));
  }

  private static Stream<Arguments> names(Made<String> made) {
    return Stream.of(
        row("name", true, made.from(NAME80)),
        row("name", false, made.from(NAME80 + "9")),
        row("name", false, made.from("holds/")),
        row("name", false, made.from("hold/1.a")),
        row("name", false, made.from("holds/1.a/b")),
        row("name", false, made.from("")));
  }

  private static Stream<Arguments> range(String field, long min, Made<Long> made) {
    return Stream.of(
        row(field, true, made.from(min)),
        row(field, true, made.from(1_000_000_000L)),
        row(field, false, made.from(min - 1)),
        row(field, false, made.from(1_000_000_001L)),
        row(field, false, made.from(Long.MAX_VALUE)));
  }

  private static Stream<Arguments> sizes(String field, int min, int max, Made<Integer> made) {
    return Stream.of(
        row(field, true, made.from(min)),
        row(field, true, made.from(max)),
        row(field, false, made.from(min - 1)),
        row(field, false, made.from(max + 1)));
  }

  private static Stream<Arguments> lives(String field, Made<Duration> made) {
    return Stream.of(
        row(field, true, made.from(seconds(1, 0))),
        row(field, true, made.from(WEEK)),
        row(field, false, made.from(seconds(0, 0))),
        row(field, false, made.from(seconds(0, 999_999_999))),
        row(field, false, made.from(seconds(604_800, 1))),
        row(field, false, made.from(seconds(-5, 0))),
        row(field, false, made.from(seconds(Long.MAX_VALUE, 0))),
        row(field, false, made.from(seconds(Long.MIN_VALUE, 0))),
        row(field, false, made.from(seconds(5, -1))));
  }

  private interface Made<T> {
    Message from(T value);
  }

  private static Duration seconds(long seconds, int nanos) {
    return Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build();
  }

  private static Timestamp instant(long seconds) {
    return Timestamp.newBuilder().setSeconds(seconds).build();
  }
}
