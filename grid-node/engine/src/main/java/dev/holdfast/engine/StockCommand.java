package dev.holdfast.engine;

/** Changes of physical stock. */
public sealed interface StockCommand {

  String sku();

  String location();

  /**
   * A count: the physical stock, reserved units included.
   *
   * @param quantity 0 to 1,000,000,000
   * @param source who counts; {@code default} if nobody is named
   * @param takeover let the source take over a position that another one counted
   * @param safety units never sold here, 0 to 1,000,000,000, or -1: unchanged
   */
  record Count(
      String sku,
      String location,
      long quantity,
      String source,
      long sourceVersion,
      boolean takeover,
      long safety)
      implements StockCommand {}

  /**
   * A difference.
   *
   * @param delta -1,000,000,000 to 1,000,000,000, not 0
   * @param adjustmentId with the position, its identity
   * @param reason for people, up to 64 bytes, or empty
   */
  record Adjust(String sku, String location, long delta, String adjustmentId, String reason)
      implements StockCommand {}
}
