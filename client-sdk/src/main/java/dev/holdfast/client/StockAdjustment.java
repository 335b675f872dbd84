package dev.holdfast.client;

/**
 * A change of physical stock by a difference, once per position and adjustment id.
 *
 * @param delta -1,000,000,000 to 1,000,000,000 units, not 0
 * @param adjustmentId the identity: a repeat with the same id changes nothing more
 * @param reason for people, at most 64 bytes, or empty; kept with the effect
 */
public record StockAdjustment(
    String sku, String location, long delta, String adjustmentId, String reason) {

  /** An adjustment with a new identity: keep this object to repeat it safely. */
  public static StockAdjustment of(String sku, String location, long delta) {
    return of(sku, location, delta, Identities.next());
  }

  public static StockAdjustment of(String sku, String location, long delta, String adjustmentId) {
    return new StockAdjustment(sku, location, delta, adjustmentId, "");
  }

  /** The same adjustment, with a reason for people. */
  public StockAdjustment because(String why) {
    return new StockAdjustment(sku, location, delta, adjustmentId, why);
  }
}
