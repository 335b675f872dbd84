package dev.holdfast.engine.rows;

import java.util.List;

/**
 * One SKU at one location, in whole units.
 *
 * @param sku number of the SKU's name
 * @param location number of the location in the catalogue
 * @param undecided the part of held that stands behind baskets being decided
 * @param safety the position's own safety stock, or -1: the location's
 * @param sources the one in charge first; empty if it was only ever adjusted
 */
public record PositionRow(
    int sku,
    int location,
    long onHand,
    long held,
    long committed,
    long undecided,
    long safety,
    List<Source> sources) {

  /**
   * The latest count of a source.
   *
   * @param name number of the source's name
   * @param quantity as counted
   */
  public record Source(int name, long version, long quantity) {}
}
