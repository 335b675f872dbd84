package dev.holdfast.client;

import java.util.OptionalLong;

/**
 * The physical stock of one SKU at one location, reserved units included.
 *
 * @param quantity units physically there, 0 to 1,000,000,000
 * @param source who counts; {@code default} if empty
 * @param sourceVersion grows with each count of this source for this position
 * @param takeover lets this source take over a position that another one counted
 * @param safetyStock units never sold here; empty: unchanged, at first the location's
 */
public record StockCount(
    String sku,
    String location,
    long quantity,
    String source,
    long sourceVersion,
    boolean takeover,
    OptionalLong safetyStock) {

  /** A count by the source {@code default}. */
  public static StockCount of(String sku, String location, long quantity, long sourceVersion) {
    return new StockCount(sku, location, quantity, "", sourceVersion, false, OptionalLong.empty());
  }

  /** The same count, made by that source. */
  public StockCount by(String otherSource) {
    return new StockCount(
        sku, location, quantity, otherSource, sourceVersion, takeover, safetyStock);
  }

  /** The same count, taking the position over from whoever counted it before. */
  public StockCount takingOver() {
    return new StockCount(sku, location, quantity, source, sourceVersion, true, safetyStock);
  }

  /** The same count, with units that are never sold here. */
  public StockCount withSafetyStock(long units) {
    return new StockCount(
        sku, location, quantity, source, sourceVersion, takeover, OptionalLong.of(units));
  }
}
