package dev.holdfast.client;

import java.util.List;

/**
 * What a pool can sell of a SKU now.
 *
 * @param available units, at least 0
 * @param revision the latest effect on the shard that this answer shows
 * @param positions the pool's counted positions in rank order, if detail was asked for
 */
public record Availability(
    String sku, long available, Revision revision, List<Position> positions) {

  public Availability {
    positions = List.copyOf(positions);
  }
}
