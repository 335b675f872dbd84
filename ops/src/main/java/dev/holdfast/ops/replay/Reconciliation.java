package dev.holdfast.ops.replay;

import dev.holdfast.client.Availability;
import dev.holdfast.client.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The grid's positions against the books, SKU by SKU.
 *
 * @param mismatches SKUs where a sum does not come out, in words
 */
record Reconciliation(long held, long committed, long free, List<String> mismatches) {

  private static final int SKUS_A_CALL = 1_000;

  Reconciliation {
    mismatches = List.copyOf(mismatches);
  }

  static Reconciliation of(Shop shop, Supply supply, Books books) {
    List<String> skus = List.copyOf(supply.units().keySet());
    Sums sums = new Sums(supply.units(), books);
    for (int from = 0; from < skus.size(); from += SKUS_A_CALL) {
      List<String> some = skus.subList(from, Math.min(skus.size(), from + SKUS_A_CALL));
      shop.holdfast().stock().positions(shop.pool(), some).forEach(sums::add);
    }
    return new Reconciliation(sums.held, sums.committed, sums.free, sums.mismatches);
  }

  private static final class Sums {
    private final Map<String, Long> supplied;
    private final Books books;
    private final List<String> mismatches = new ArrayList<>();
    private long held;
    private long committed;
    private long free;

    Sums(Map<String, Long> supplied, Books books) {
      this.supplied = supplied;
      this.books = books;
    }

    void add(Availability sku) {
      long skuOnHand = sku.positions().stream().mapToLong(Position::onHand).sum();
      long skuHeld = sku.positions().stream().mapToLong(Position::held).sum();
      long skuCommitted = sku.positions().stream().mapToLong(Position::committed).sum();
      long skuFree = sku.positions().stream().mapToLong(Position::free).sum();
      long in = supplied.getOrDefault(sku.sku(), 0L);
      long out = books.committed(sku.sku());
      held += skuHeld;
      committed += skuCommitted;
      free += skuFree;
      boolean even = in == skuCommitted + skuFree && in == skuOnHand && skuHeld == 0;
      if (!even || skuCommitted != out || out > in || sku.available() != skuFree) {
        mismatches.add(
            "%s: supplied %d, on hand %d, held %d, committed %d (by the answers %d), free %d"
                .formatted(sku.sku(), in, skuOnHand, skuHeld, skuCommitted, out, skuFree));
      }
    }
  }
}
