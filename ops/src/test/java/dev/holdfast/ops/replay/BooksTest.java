package dev.holdfast.ops.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.client.AckLevel;
import dev.holdfast.client.Backing;
import dev.holdfast.client.HoldLine;
import dev.holdfast.client.HoldState;
import dev.holdfast.client.HoldView;
import dev.holdfast.client.LineQuantity;
import dev.holdfast.client.Revision;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BooksTest {
  private final Books books = new Books(Map.of(Skip.NOT_A_SKU, 2L));

  @Test
  void aCancellationTakesTheLatestLineThatHasSoManyLeft() {
    buy("first", "ann", new LineQuantity("lamp", 5));
    buy("second", "ann", new LineQuantity("lamp", 2));
    assertThat(books.giveBack(back("ann", "lamp", 2))).contains("second");
    assertThat(books.giveBack(back("ann", "lamp", 1))).contains("first");
    assertThat(books.giveBack(back("ann", "lamp", 5))).isEmpty();
    assertThat(books.giveBack(back("ann", "lamp", 4))).contains("first");
    assertThat(books.committed("lamp")).isZero();
  }

  @Test
  void linesOfOneSkuInOneBasketComeBackTogether() {
    buy("first", "ann", new LineQuantity("lamp", 5), new LineQuantity("lamp", 7));
    assertThat(books.giveBack(back("ann", "lamp", 12))).contains("first");
  }

  @Test
  void nobodyReturnsWhatAnotherBought() {
    buy("first", "ann", new LineQuantity("lamp", 5));
    buy("nameless", "", new LineQuantity("lamp", 5));
    assertThat(books.giveBack(back("bob", "lamp", 1))).isEmpty();
    assertThat(books.giveBack(back("ann", "bell", 1))).isEmpty();
    assertThat(books.giveBack(back("", "lamp", 1))).isEmpty();
    assertThat(books.tally().rowsSkipped())
        .isEqualTo(Map.of(Skip.NOT_A_SKU, 2L, Skip.UNMATCHED_CANCELLATION, 3L));
  }

  @Test
  void everyRowIsCountedOnce() {
    buy("first", "ann", new LineQuantity("lamp", 5), new LineQuantity("bell", 7));
    books.refused(basket("bob", new LineQuantity("lamp", 5), new LineQuantity("bell", 7)));
    books.giveBack(back("ann", "lamp", 1));
    books.giveBack(back("ann", "lamp", 9));
    Books.Tally tally = books.tally();
    assertThat(tally.rowsGranted()).isEqualTo(2);
    assertThat(tally.rowsRefused()).isEqualTo(2);
    assertThat(tally.rowsCancelled()).isEqualTo(1);
    assertThat(tally.rows()).isEqualTo(2 + 2 + 1 + 3);
  }

  private void buy(String hold, String customer, LineQuantity... lines) {
    books.granted(basket(customer, lines), view(hold, lines));
  }

  private static Order.Basket basket(String customer, LineQuantity... lines) {
    return new Order.Basket("1", customer, List.of(lines));
  }

  private static Order.Cancellation back(String customer, String sku, long units) {
    return new Order.Cancellation("C2", customer, new LineQuantity(sku, units));
  }

  private static HoldView view(String name, LineQuantity... lines) {
    List<HoldLine> granted =
        List.of(lines).stream()
            .map(
                line ->
                    new HoldLine(
                        line.sku(),
                        line.quantity(),
                        line.quantity(),
                        0,
                        0,
                        List.of(new Backing("x", line.quantity())),
                        ""))
            .toList();
    return new HoldView(
        name,
        name,
        "pool",
        HoldState.CONFIRMED,
        granted,
        Instant.EPOCH,
        Instant.EPOCH,
        "order",
        AckLevel.REPLICATED,
        new Revision(0, 1, 1));
  }
}
