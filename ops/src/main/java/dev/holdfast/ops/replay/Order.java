package dev.holdfast.ops.replay;

import dev.holdfast.client.LineQuantity;
import java.util.List;

/** What the file asks of the grid, in the order of the file. Immutable. */
sealed interface Order {

  /** Who ordered, or empty. */
  String customer();

  /** An invoice: all of its lines or none; lines of the same SKU stay separate. */
  record Basket(String invoice, String customer, List<LineQuantity> lines) implements Order {
    public Basket {
      lines = List.copyOf(lines);
    }
  }

  /** Units of one earlier line that come back; {@code quantity} is above 0. */
  record Cancellation(String invoice, String customer, LineQuantity units) implements Order {}
}
