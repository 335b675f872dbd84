package dev.holdfast.ops.replay;

import dev.holdfast.client.LineQuantity;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Makes orders from rows. Neighbouring rows of one invoice are one basket; each row of a
 * cancellation stands for itself. Every row ends in an order or in a skip. Not thread-safe.
 */
final class OrderReader {

  private static final int MOST_LINES = 1_000;
  private static final long MOST_UNITS = 1_000_000_000;

  /** Goods have a number in their code ({@code 85123A}, {@code DCGS0076}); services do not. */
  private static final Pattern GOODS = Pattern.compile("(?!(?i:gift)_).*[0-9]{4}.*");

  /** What the grid takes as a SKU besides its length. */
  private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

  private static final int MOST_SKU_BYTES = 64;

  private final int columns;
  private final int invoiceColumn;
  private final int skuColumn;
  private final int quantityColumn;
  private final int customerColumn;

  private final List<Order> orders = new ArrayList<>();
  private final Map<Skip, Long> skipped = new EnumMap<>(Skip.class);
  private long rows;

  private String invoice = "";
  private String customer = "";
  private List<LineQuantity> lines = new ArrayList<>();

  OrderReader(
      int columns, int invoiceColumn, int skuColumn, int quantityColumn, int customerColumn) {
    this.columns = columns;
    this.invoiceColumn = invoiceColumn;
    this.skuColumn = skuColumn;
    this.quantityColumn = quantityColumn;
    this.customerColumn = customerColumn;
  }

  void add(String[] row) {
    rows++;
    if (row.length != columns) {
      skip(Skip.WRONG_NUMBER_OF_FIELDS, 1);
      return;
    }
    String number = row[invoiceColumn].strip();
    String sku = row[skuColumn];
    String quantity = row[quantityColumn].strip();
    if (number.isEmpty() || sku.isBlank() || quantity.isEmpty()) {
      skip(Skip.MISSING_FIELD, 1);
    } else if (!isGoods(sku)) {
      skip(Skip.NOT_A_SKU, 1);
    } else {
      add(number, row[customerColumn].strip(), sku, quantity);
    }
  }

  private void add(String number, String who, String sku, String quantity) {
    long units;
    try {
      units = Long.parseLong(quantity);
    } catch (NumberFormatException e) {
      skip(Skip.BAD_NUMBER, 1);
      return;
    }
    boolean cancellation = number.startsWith("C");
    if (cancellation && units >= 0) {
      skip(Skip.NON_NEGATIVE_CANCELLATION, 1);
    } else if (!cancellation && units <= 0) {
      skip(Skip.NON_POSITIVE_QUANTITY, 1);
    } else if (units < -MOST_UNITS || units > MOST_UNITS) {
      skip(Skip.QUANTITY_TOO_LARGE, 1);
    } else if (cancellation) {
      endBasket();
      orders.add(new Order.Cancellation(number, who, new LineQuantity(sku, -units)));
    } else {
      addLine(number, who, new LineQuantity(sku, units));
    }
  }

  private void addLine(String number, String who, LineQuantity line) {
    if (!number.equals(invoice) || !who.equals(customer)) {
      endBasket();
      invoice = number;
      customer = who;
    }
    lines.add(line);
  }

  private void endBasket() {
    if (lines.size() > MOST_LINES) {
      skip(Skip.BASKET_TOO_LONG, lines.size());
    } else if (!lines.isEmpty()) {
      orders.add(new Order.Basket(invoice, customer, lines));
    }
    lines = new ArrayList<>();
    invoice = "";
  }

  Orders finish() {
    endBasket();
    return new Orders(rows, orders, skipped);
  }

  private void skip(Skip reason, long count) {
    skipped.merge(reason, count, Long::sum);
  }

  private static boolean isGoods(String sku) {
    return GOODS.matcher(sku).matches()
        && !CONTROL.matcher(sku).find()
        && sku.getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= MOST_SKU_BYTES;
  }
}
