package dev.holdfast.ops.replay;

import dev.holdfast.client.LineQuantity;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A file of orders. Immutable.
 *
 * @param rows data records in the file
 * @param inOrder what is played, in the order of the file
 * @param skipped rows that the file alone rules out, by reason
 */
record Orders(long rows, List<Order> inOrder, Map<Skip, Long> skipped) {

  Orders {
    inOrder = List.copyOf(inOrder);
    skipped = Map.copyOf(skipped);
  }

  /** Units that all baskets together want, by SKU. */
  SortedMap<String, Long> demand() {
    SortedMap<String, Long> demand = new TreeMap<>();
    for (Order order : inOrder) {
      if (order instanceof Order.Basket basket) {
        for (LineQuantity line : basket.lines()) {
          demand.merge(line.sku(), line.quantity(), Long::sum);
        }
      }
    }
    return demand;
  }
}
