package dev.holdfast.client;

import java.util.Optional;

/**
 * Which holds to list; what is empty lets every hold pass.
 *
 * @param pool taken from this pool
 * @param state in this state
 * @param orderId confirmed for this order
 * @param sku with a line of this SKU
 */
public record HoldFilter(String pool, Optional<HoldState> state, String orderId, String sku) {

  /** Every hold. */
  public static HoldFilter all() {
    return new HoldFilter("", Optional.empty(), "", "");
  }

  public HoldFilter withPool(String onlyPool) {
    return new HoldFilter(onlyPool, state, orderId, sku);
  }

  public HoldFilter withState(HoldState onlyState) {
    return new HoldFilter(pool, Optional.of(onlyState), orderId, sku);
  }

  public HoldFilter withOrderId(String onlyOrder) {
    return new HoldFilter(pool, state, onlyOrder, sku);
  }

  public HoldFilter withSku(String onlySku) {
    return new HoldFilter(pool, state, orderId, onlySku);
  }
}
