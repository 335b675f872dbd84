package dev.holdfast.ops.replay;

import dev.holdfast.client.ExplainRequest;
import dev.holdfast.client.Explanation;
import dev.holdfast.client.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The units of each SKU in PostgreSQL against the books. They are asked for through the grid's own
 * ledger, which reads PostgreSQL and says if it did not: so a replay works against any grid, and
 * needs no login to its database.
 *
 * @param committed units that PostgreSQL has as committed
 * @param mismatches SKUs where it has others than the books, in words
 */
record StoredUnits(long committed, List<String> mismatches) {

  private static final int AT_ONCE = 16;

  StoredUnits {
    mismatches = List.copyOf(mismatches);
  }

  /** To be called when an audit has shown that PostgreSQL has everything up to now. */
  static StoredUnits of(Shop shop, Supply supply, Books books) {
    List<String> mismatches = new ArrayList<>();
    AtomicLong committed = new AtomicLong();
    Semaphore room = new Semaphore(AT_ONCE);
    for (Map.Entry<String, Long> sku : supply.units().entrySet()) {
      room.acquireUninterruptibly();
      shop.holdfast()
          .stock()
          .explainAsync(ExplainRequest.of(sku.getKey()).inPool(shop.pool()).most(1))
          .whenComplete(
              (why, failure) -> {
                if (why != null) {
                  committed.addAndGet(
                      why.positions().stream().mapToLong(Position::committed).sum());
                }
                String found =
                    difference(sku.getKey(), sku.getValue(), books.committed(sku.getKey()), why);
                if (!found.isEmpty()) {
                  synchronized (mismatches) {
                    mismatches.add(failure == null ? found : found + ": " + failure.getMessage());
                  }
                }
                room.release();
              });
    }
    room.acquireUninterruptibly(AT_ONCE);
    return new StoredUnits(committed.get(), mismatches);
  }

  private static String difference(String sku, long in, long out, @Nullable Explanation why) {
    if (why == null) {
      return sku + ": PostgreSQL was not asked";
    }
    long onHand = why.positions().stream().mapToLong(Position::onHand).sum();
    long held = why.positions().stream().mapToLong(Position::held).sum();
    long committed = why.positions().stream().mapToLong(Position::committed).sum();
    boolean same = onHand == in && held == 0 && committed == out && why.missing().isEmpty();
    return same
        ? ""
        : "%s: supplied %d, sold %d; PostgreSQL has on hand %d, held %d, committed %d %s"
            .formatted(sku, in, out, onHand, held, committed, why.missing());
  }
}
