package dev.holdfast.engine;

/**
 * One SKU at one location, in whole units.
 *
 * @param safety units never sold here
 * @param held behind holds that are alive
 * @param committed behind confirmed holds, until shipped or cancelled
 * @param revision the latest effect that this answer shows
 */
public record Position(
    String sku,
    String location,
    long onHand,
    long safety,
    long held,
    long committed,
    Revision revision) {

  /** Below 0 where a later count or a raised safety stock took away what was promised. */
  public long free() {
    return onHand - safety - held - committed;
  }
}
