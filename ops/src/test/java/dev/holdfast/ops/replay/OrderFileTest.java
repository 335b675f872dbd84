package dev.holdfast.ops.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.client.LineQuantity;
import dev.holdfast.ops.command.OperationException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderFileTest {
  static final Path INVENTED = Path.of("src/test/resources/orders/invented.csv");
  private static final String HEADER =
      "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

  @TempDir Path folder;

  @Test
  void everyRowBecomesALineOrACancellationOrASkip() {
    Orders orders = OrderFile.read(INVENTED);
    long lines = 0;
    long cancellations = 0;
    for (Order order : orders.inOrder()) {
      switch (order) {
        case Order.Basket basket -> lines += basket.lines().size();
        case Order.Cancellation cancellation -> cancellations++;
      }
    }
    assertThat(orders.rows()).isEqualTo(73);
    assertThat(orders.skipped())
        .isEqualTo(
            Map.of(
                Skip.NOT_A_SKU, 6L,
                Skip.NON_POSITIVE_QUANTITY, 2L,
                Skip.BAD_NUMBER, 1L,
                Skip.MISSING_FIELD, 3L,
                Skip.WRONG_NUMBER_OF_FIELDS, 1L,
                Skip.QUANTITY_TOO_LARGE, 1L,
                Skip.NON_NEGATIVE_CANCELLATION, 1L));
    assertThat(cancellations).isEqualTo(9);
    assertThat(lines).isEqualTo(73 - 15 - 9);
  }

  @Test
  void anInvoiceIsOneBasketWhoseEqualSkusStayApart() {
    assertThat(OrderFile.read(INVENTED).inOrder())
        .contains(
            new Order.Basket(
                "700003",
                "20002",
                List.of(
                    new LineQuantity("11005", 5),
                    new LineQuantity("11005", 7),
                    new LineQuantity("11003", 2))));
  }

  @Test
  void gzipIsKnownByItsContent() throws IOException {
    Path zipped = folder.resolve("orders.csv");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      Files.copy(INVENTED, out);
    }
    assertThat(OrderFile.read(zipped)).isEqualTo(OrderFile.read(INVENTED));
  }

  @Test
  void lineBreaksAndQuotesInAQuotedFieldEndNoRecord() throws IOException {
    Orders orders =
        read(
            HEADER
                + "1,11001,\"a \"\"tall\"\",\nthin lamp\",2,d,1,7,UK\r\n"
                + "\r\n1,11002,,3,d,1,7,UK");
    assertThat(orders.rows()).isEqualTo(2);
    assertThat(orders.inOrder())
        .containsExactly(
            new Order.Basket(
                "1", "7", List.of(new LineQuantity("11001", 2), new LineQuantity("11002", 3))));
  }

  @ParameterizedTest
  @CsvSource({
    "85123A, true",
    "84872a, true",
    "DCGS0076, true",
    "POST, false",
    "D, false",
    "M, false",
    "C2, false",
    "S, false",
    "BANK CHARGES, false",
    "AMAZONFEE, false",
    "DOT, false",
    "gift_0001_40, false"
  })
  void goodsAreToldFromServices(String code, boolean goods) throws IOException {
    Orders orders = read(HEADER + "1," + code + ",,1,d,1,7,UK\n");
    assertThat(orders.inOrder()).hasSize(goods ? 1 : 0);
    assertThat(orders.skipped()).isEqualTo(goods ? Map.of() : Map.of(Skip.NOT_A_SKU, 1L));
  }

  @Test
  void aBasketOfMoreLinesThanAHoldIsSkippedWhole() throws IOException {
    Orders most = read(HEADER + "1,11001,,1,d,1,7,UK\n".repeat(1_000));
    Orders more = read(HEADER + "1,11001,,1,d,1,7,UK\n".repeat(1_001));
    assertThat(most.inOrder()).hasSize(1);
    assertThat(more.inOrder()).isEmpty();
    assertThat(more.skipped()).isEqualTo(Map.of(Skip.BASKET_TOO_LONG, 1_001L));
  }

  @Test
  void aFileOfAnotherFormatIsRefusedByTheMissingColumn() {
    assertThatThrownBy(() -> read("Invoice,Code\n1,2\n"))
        .isInstanceOf(OperationException.class)
        .hasMessageContaining("no column InvoiceNo");
    assertThatThrownBy(() -> read("")).hasMessageContaining("is empty");
    assertThatThrownBy(() -> read(HEADER + "1,\"11001,,1,d,1,7,UK\n"))
        .isInstanceOf(OperationException.class)
        .hasMessageContaining("not CSV");
  }

  private Orders read(String text) throws IOException {
    Path file = folder.resolve("file");
    Files.writeString(file, text);
    return OrderFile.read(file);
  }
}
