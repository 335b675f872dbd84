package dev.holdfast.engine;

/**
 * Asks why the availability of a SKU was what it was.
 *
 * @param timeMillis UTC epoch milliseconds; a time to come is now
 * @param pool whose availability to show and to whose locations to keep, or empty
 * @param size at most so many effects, 1 to 1,000
 * @param before only effects below this sequence; {@link Long#MAX_VALUE} for the newest
 */
public record ExplainQuery(String sku, long timeMillis, String pool, int size, long before) {

  /** The time that is always now. */
  public static final long NOW = Long.MAX_VALUE;
}
