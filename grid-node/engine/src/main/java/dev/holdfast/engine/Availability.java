package dev.holdfast.engine;

import java.util.List;

/**
 * What a pool can sell of a SKU.
 *
 * @param available sum of max(0, free) over the pool's locations, capped by what the quota leaves
 * @param positions the pool's counted positions in rank order; empty unless asked for
 */
public record Availability(
    String sku, long available, Revision revision, List<Position> positions) {}
