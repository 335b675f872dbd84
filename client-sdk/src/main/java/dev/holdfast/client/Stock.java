package dev.holdfast.client;

import dev.holdfast.v1.AdjustStockRequest;
import dev.holdfast.v1.AdjustStockResponse;
import dev.holdfast.v1.ListShortfallsRequest;
import dev.holdfast.v1.QueryAvailabilityRequest;
import dev.holdfast.v1.SetStockRequest;
import dev.holdfast.v1.SetStockResponse;
import dev.holdfast.v1.StockServiceGrpc;
import dev.holdfast.v1.WatchAvailabilityRequest;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Physical stock and what can be sold of it. Thread-safe. */
public final class Stock {

  private final Calls calls;

  Stock(Calls calls) {
    this.calls = calls;
  }

  /**
   * Sets counts. Items are independent; each has its outcome, in the order given.
   *
   * @param counts 1 to 10,000
   */
  public List<StockOutcome> set(List<StockCount> counts) {
    return setting(counts).await();
  }

  public CompletionStage<List<StockOutcome>> setAsync(List<StockCount> counts) {
    return setting(counts).async();
  }

  /**
   * Changes counts by differences, once per position and adjustment id. Items are independent; each
   * has its outcome, in the order given.
   *
   * @param adjustments 1 to 10,000
   */
  public List<StockOutcome> adjust(List<StockAdjustment> adjustments) {
    return adjusting(adjustments).await();
  }

  public CompletionStage<List<StockOutcome>> adjustAsync(List<StockAdjustment> adjustments) {
    return adjusting(adjustments).async();
  }

  /**
   * What a pool can sell now, in the order given. A SKU that was never counted has 0.
   *
   * @param skus 1 to 1,000
   */
  public List<Availability> availability(String pool, List<String> skus) {
    return querying(pool, skus, false).await();
  }

  public List<Availability> availability(String pool, String... skus) {
    return availability(pool, List.of(skus));
  }

  public CompletionStage<List<Availability>> availabilityAsync(String pool, List<String> skus) {
    return querying(pool, skus, false).async();
  }

  /** Like {@link #availability(String, List)}, with the positions behind each number. */
  public List<Availability> positions(String pool, List<String> skus) {
    return querying(pool, skus, true).await();
  }

  public CompletionStage<List<Availability>> positionsAsync(String pool, List<String> skus) {
    return querying(pool, skus, true).async();
  }

  /**
   * Watches what a pool can sell of some SKUs: a snapshot, then every change, until it is closed.
   *
   * @param skus 1 to 1,000
   */
  public AvailabilityWatch watch(String pool, List<String> skus, AvailabilityListener listener) {
    return new AvailabilityWatch(
        calls,
        WatchAvailabilityRequest.newBuilder().setPool(pool).addAllSkus(skus).build(),
        listener);
  }

  /**
   * Positions where more is promised than is on hand, a page at a time.
   *
   * @param token of the page before, or empty
   */
  public ShortfallPage shortfalls(String token) {
    return listing(token).await();
  }

  public CompletionStage<ShortfallPage> shortfallsAsync(String token) {
    return listing(token).async();
  }

  private Call<?, ShortfallPage> listing(String token) {
    return calls.unary(
        StockServiceGrpc.getListShortfallsMethod(),
        ListShortfallsRequest.newBuilder().setPageToken(token).build(),
        Reading::shortfalls);
  }

  /**
   * Why a SKU's availability was what it was, a page of effects at a time. {@link
   * Reason#SKU_NOT_STOCKED} if nothing ever named it.
   */
  public Explanation explain(ExplainRequest request) {
    return explaining(request).await();
  }

  public CompletionStage<Explanation> explainAsync(ExplainRequest request) {
    return explaining(request).async();
  }

  private Call<?, Explanation> explaining(ExplainRequest request) {
    return calls.unary(
        StockServiceGrpc.getExplainStockMethod(),
        Explaining.request(request),
        Explaining::explanation);
  }

  private Call<?, List<StockOutcome>> setting(List<StockCount> counts) {
    return calls.items(
        StockServiceGrpc.getSetStockMethod(),
        Reading.list(counts, Writing::count),
        items -> SetStockRequest.newBuilder().addAllItems(items).build(),
        SetStockResponse::getResultsList);
  }

  private Call<?, List<StockOutcome>> adjusting(List<StockAdjustment> adjustments) {
    return calls.items(
        StockServiceGrpc.getAdjustStockMethod(),
        Reading.list(adjustments, Writing::adjustment),
        items -> AdjustStockRequest.newBuilder().addAllItems(items).build(),
        AdjustStockResponse::getResultsList);
  }

  private Call<?, List<Availability>> querying(String pool, List<String> skus, boolean detail) {
    return calls.unary(
        StockServiceGrpc.getQueryAvailabilityMethod(),
        QueryAvailabilityRequest.newBuilder()
            .setPool(pool)
            .addAllSkus(skus)
            .setDetail(detail)
            .build(),
        answer -> Reading.list(answer.getItemsList(), Reading::availability));
  }
}
