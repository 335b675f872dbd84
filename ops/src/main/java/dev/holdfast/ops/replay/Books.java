package dev.holdfast.ops.replay;

import dev.holdfast.client.HoldLine;
import dev.holdfast.client.HoldView;
import dev.holdfast.client.LineQuantity;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/** What became of each row, as the answers said it. Thread-safe. */
final class Books {

  /** Units of a SKU that a customer got through one hold and has not given back. */
  private static final class Purchase {
    final String hold;
    long left;

    Purchase(String hold, long left) {
      this.hold = hold;
      this.left = left;
    }
  }

  private final Map<Lanes.Lane, Deque<Purchase>> purchases = new HashMap<>();
  private final Map<String, Long> committed = new HashMap<>();
  private final Map<Skip, Long> skipped;
  private long rowsGranted;
  private long rowsRefused;
  private long rowsCancelled;
  private long basketsGranted;
  private long basketsRefused;

  Books(Map<Skip, Long> skippedByTheFile) {
    skipped = new EnumMap<>(Skip.class);
    skipped.putAll(skippedByTheFile);
  }

  synchronized void granted(Order.Basket basket, HoldView hold) {
    basketsGranted++;
    rowsGranted += basket.lines().size();
    for (HoldLine line : hold.lines()) {
      committed.merge(line.sku(), line.quantity(), Long::sum);
      if (!basket.customer().isEmpty()) {
        remember(new Lanes.Lane(basket.customer(), line.sku()), hold.name(), line.quantity());
      }
    }
  }

  /** Lines of one SKU in one hold are one purchase: a cancellation names the hold and the SKU. */
  private void remember(Lanes.Lane lane, String hold, long units) {
    Deque<Purchase> earlier = purchases.computeIfAbsent(lane, key -> new ArrayDeque<>());
    Purchase latest = earlier.peekLast();
    if (latest != null && latest.hold.equals(hold)) {
      latest.left += units;
    } else {
      earlier.addLast(new Purchase(hold, units));
    }
  }

  synchronized void refused(Order.Basket basket) {
    basketsRefused++;
    rowsRefused += basket.lines().size();
  }

  /**
   * The hold from which these units come back, the latest that has so many left; they count as
   * given back from now on. Without one the row is skipped.
   */
  synchronized Optional<String> giveBack(Order.Cancellation cancellation) {
    LineQuantity units = cancellation.units();
    Deque<Purchase> candidates =
        cancellation.customer().isEmpty()
            ? new ArrayDeque<>()
            : purchases.getOrDefault(
                new Lanes.Lane(cancellation.customer(), units.sku()), new ArrayDeque<>());
    for (Iterator<Purchase> latest = candidates.descendingIterator(); latest.hasNext(); ) {
      Purchase purchase = latest.next();
      if (purchase.left >= units.quantity()) {
        purchase.left -= units.quantity();
        committed.merge(units.sku(), -units.quantity(), Long::sum);
        rowsCancelled++;
        return Optional.of(purchase.hold);
      }
    }
    skipped.merge(Skip.UNMATCHED_CANCELLATION, 1L, Long::sum);
    return Optional.empty();
  }

  /** Units of a SKU that confirmed holds have and did not give back. */
  synchronized long committed(String sku) {
    return committed.getOrDefault(sku, 0L);
  }

  /** The counts of rows and baskets so far. */
  synchronized Tally tally() {
    return new Tally(
        rowsGranted, rowsRefused, rowsCancelled, skipped, basketsGranted, basketsRefused);
  }

  /** Counts of rows and baskets. */
  record Tally(
      long rowsGranted,
      long rowsRefused,
      long rowsCancelled,
      Map<Skip, Long> rowsSkipped,
      long basketsGranted,
      long basketsRefused) {

    Tally {
      rowsSkipped = Map.copyOf(rowsSkipped);
    }

    long rows() {
      long skippedRows = rowsSkipped.values().stream().mapToLong(Long::longValue).sum();
      return rowsGranted + rowsRefused + rowsCancelled + skippedRows;
    }
  }
}
