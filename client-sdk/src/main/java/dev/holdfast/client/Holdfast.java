package dev.holdfast.client;

import dev.holdfast.v1.CancelHoldRequest;
import dev.holdfast.v1.ConfirmHoldRequest;
import dev.holdfast.v1.ExtendHoldRequest;
import dev.holdfast.v1.GetHoldRequest;
import dev.holdfast.v1.HoldCall;
import dev.holdfast.v1.HoldServiceGrpc;
import dev.holdfast.v1.ListHoldsRequest;
import dev.holdfast.v1.ReleaseHoldRequest;
import dev.holdfast.v1.ShipHoldRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/**
 * A connection to a Holdfast grid: the entry to everything. Thread-safe; open one a process and
 * keep it. See the {@linkplain dev.holdfast.client package} for an example, for what is retried and
 * for the thread rules of the {@code Async} forms.
 *
 * <p>Every method throws, or completes its stage with, a {@link HoldfastException}.
 */
public final class Holdfast implements AutoCloseable {

  private final Calls calls;

  Holdfast(Calls calls) {
    this.calls = calls;
  }

  /**
   * Connects with the default settings. Nothing is sent before the first call.
   *
   * @param targets {@code host:port} of one or more nodes; the others are used when one is away
   */
  public static Holdfast connect(String... targets) {
    return builder().targets(targets).connect();
  }

  public static HoldfastBuilder builder() {
    return new HoldfastBuilder();
  }

  /**
   * The same connection with another deadline for each call, retries included. Closing either
   * closes both.
   */
  public Holdfast withDeadline(Duration callDeadline) {
    return new Holdfast(calls.within(HoldfastBuilder.positive("deadline", callDeadline)));
  }

  /**
   * The same connection, answering changes to holds at that level where a request names none,
   * instead of at the pool's. Closing either closes both.
   */
  public Holdfast withAck(AckLevel level) {
    return new Holdfast(calls.acknowledging(level));
  }

  /**
   * Takes a hold: all lines or nothing, unless the request allows less. {@link RefusedException}
   * says which line lacked how much.
   */
  public Hold hold(HoldRequest request) {
    return holding(request).await();
  }

  public CompletionStage<Hold> holdAsync(HoldRequest request) {
    return holding(request).async();
  }

  /** How a hold stands. */
  public HoldView get(String name) {
    return getting(name).await();
  }

  public CompletionStage<HoldView> getAsync(String name) {
    return getting(name).async();
  }

  /**
   * Holds that the grid has in memory, a page at a time; each that lives throughout comes once.
   *
   * @param token of the page before under the same filter, or empty
   */
  public HoldPage list(HoldFilter filter, String token) {
    return listing(filter, token).await();
  }

  public CompletionStage<HoldPage> listAsync(HoldFilter filter, String token) {
    return listing(filter, token).async();
  }

  /** Makes a hold final for an order. */
  public HoldView confirm(String name, String orderId) {
    return confirming(name, orderId, false).await();
  }

  public CompletionStage<HoldView> confirmAsync(String name, String orderId) {
    return confirming(name, orderId, false).async();
  }

  /** Like {@link #confirm}, but a hold that has expired is decided afresh in the same pool. */
  public HoldView confirmOrReacquire(String name, String orderId) {
    return confirming(name, orderId, true).await();
  }

  public CompletionStage<HoldView> confirmOrReacquireAsync(String name, String orderId) {
    return confirming(name, orderId, true).async();
  }

  /** Moves the end of a hold to that time, no further than the pool's longest hold life. */
  public HoldView extend(String name, Instant expireTime) {
    return extending(name, expireTime).await();
  }

  public CompletionStage<HoldView> extendAsync(String name, Instant expireTime) {
    return extending(name, expireTime).async();
  }

  /** Gives the units of a hold back before its time is up. */
  public HoldView release(String name) {
    return releasing(name).await();
  }

  public CompletionStage<HoldView> releaseAsync(String name) {
    return releasing(name).async();
  }

  /**
   * Units of a confirmed hold leave, once per shipment id.
   *
   * @param lines what leaves; none: all that is left
   */
  public HoldView ship(String name, String shipmentId, LineQuantity... lines) {
    return shipping(name, shipmentId, lines).await();
  }

  public CompletionStage<HoldView> shipAsync(
      String name, String shipmentId, LineQuantity... lines) {
    return shipping(name, shipmentId, lines).async();
  }

  /**
   * Units of a confirmed hold go back into sale, once per cancellation id.
   *
   * @param lines what goes back; none: all that is left
   */
  public HoldView cancel(String name, String cancellationId, LineQuantity... lines) {
    return cancelling(name, cancellationId, lines).await();
  }

  public CompletionStage<HoldView> cancelAsync(
      String name, String cancellationId, LineQuantity... lines) {
    return cancelling(name, cancellationId, lines).async();
  }

  /** Stock: counts, adjustments and what can be sold. */
  public Stock stock() {
    return new Stock(calls);
  }

  /** Pools: which locations a channel sells from. */
  public Pools pools() {
    return new Pools(calls);
  }

  /** Locations: where stock stands. */
  public Locations locations() {
    return new Locations(calls);
  }

  /** The grid itself: status and audit. */
  public Grid grid() {
    return new Grid(calls);
  }

  /**
   * Ends the connection. Calls that are not answered yet fail with {@link UnavailableException};
   * holds live on until they expire. Idempotent.
   */
  @Override
  public void close() {
    calls.connection().close();
  }

  Call<?, HoldView> getting(String name) {
    GetHoldRequest request = GetHoldRequest.newBuilder().setName(name).build();
    return calls.unary(HoldServiceGrpc.getGetHoldMethod(), request, Reading::hold);
  }

  private Call<?, HoldPage> listing(HoldFilter filter, String token) {
    ListHoldsRequest.Builder request =
        ListHoldsRequest.newBuilder()
            .setPageToken(token)
            .setPool(filter.pool())
            .setOrderId(filter.orderId())
            .setSku(filter.sku());
    filter.state().ifPresent(state -> request.setState(Writing.state(state)));
    return calls.unary(
        HoldServiceGrpc.getListHoldsMethod(),
        request.build(),
        page ->
            new HoldPage(
                Reading.list(page.getHoldsList(), Reading::hold), page.getNextPageToken()));
  }

  Call<?, HoldView> confirming(String name, String orderId, boolean reacquire) {
    ConfirmHoldRequest.Builder request =
        ConfirmHoldRequest.newBuilder()
            .setName(name)
            .setOrderId(orderId)
            .setReacquire(reacquire)
            .setAck(calls.wireAck());
    return calls.streamed(HoldCall.newBuilder().setConfirm(request), Reading::hold);
  }

  Call<?, HoldView> extending(String name, Instant expireTime) {
    ExtendHoldRequest.Builder request =
        ExtendHoldRequest.newBuilder()
            .setName(name)
            .setExpireTime(Writing.timestamp(expireTime))
            .setAck(calls.wireAck());
    return calls.streamed(HoldCall.newBuilder().setExtend(request), Reading::hold);
  }

  Call<?, HoldView> releasing(String name) {
    ReleaseHoldRequest.Builder request =
        ReleaseHoldRequest.newBuilder().setName(name).setAck(calls.wireAck());
    return calls.streamed(HoldCall.newBuilder().setRelease(request), Reading::hold);
  }

  private Call<?, Hold> holding(HoldRequest request) {
    return calls.streamed(
        HoldCall.newBuilder().setCreate(request.toWire(calls.wireAck())),
        answer -> new Hold(this, Reading.hold(answer)));
  }

  private Call<?, HoldView> shipping(String name, String shipmentId, LineQuantity... lines) {
    ShipHoldRequest request =
        ShipHoldRequest.newBuilder()
            .setName(name)
            .setShipmentId(shipmentId)
            .addAllLines(Writing.lines(lines))
            .setAck(calls.wireAck())
            .build();
    return calls.unary(HoldServiceGrpc.getShipHoldMethod(), request, Reading::hold);
  }

  private Call<?, HoldView> cancelling(String name, String cancellationId, LineQuantity... lines) {
    CancelHoldRequest request =
        CancelHoldRequest.newBuilder()
            .setName(name)
            .setCancellationId(cancellationId)
            .addAllLines(Writing.lines(lines))
            .setAck(calls.wireAck())
            .build();
    return calls.unary(HoldServiceGrpc.getCancelHoldMethod(), request, Reading::hold);
  }
}
