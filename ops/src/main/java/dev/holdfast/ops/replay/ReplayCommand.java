package dev.holdfast.ops.replay;

import dev.holdfast.client.Holdfast;
import dev.holdfast.ops.command.Bounds;
import dev.holdfast.ops.command.GridAudit;
import dev.holdfast.ops.command.JsonFile;
import dev.holdfast.ops.node.TargetGrid;
import dev.holdfast.ops.node.WorkFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plays recorded orders as baskets, accounts for each row and each unit, and audits the grid. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Plays a file of orders at full speed and accounts for every row and unit.",
      "",
      "An invoice is a basket: granted whole and confirmed, or refused. A row of a cancellation"
          + " (InvoiceNo starting with C) returns units of the customer's latest granted line of"
          + " that SKU that has so many left, else it is skipped as unmatchedCancellation. Baskets"
          + " that want the same scarce SKU are decided in file order: the same file and stock give"
          + " the same counts at any speed.",
      ""
    })
public final class ReplayCommand implements Callable<Integer> {

  /** The formats that can be read; the option's values are written with a dash. */
  enum Format {
    ONLINE_RETAIL;

    @Override
    public String toString() {
      return "online-retail";
    }
  }

  @Parameters(paramLabel = "FILE", description = "Orders as CSV, plain or gzipped.")
  private Path file = Path.of("");

  @Option(
      names = "--format",
      required = true,
      converter = FormatName.class,
      description =
          "online-retail: columns InvoiceNo, StockCode, Description, Quantity, InvoiceDate,"
              + " UnitPrice, CustomerID, Country.")
  private Format format = Format.ONLINE_RETAIL;

  @Option(
      names = "--stock",
      paramLabel = "PERCENT",
      defaultValue = "100",
      description =
          "Stock of a SKU in %% of its demand, 0 to 1000 (default: ${DEFAULT-VALUE});"
              + " every third SKU has 60 %%.")
  private int stock = 100;

  @Option(
      names = "--target",
      paramLabel = "HOST:PORT",
      description = "A running grid; without it a node is started and ended.")
  private @Nullable String target;

  @Mixin private JsonFile json = new JsonFile();

  @Override
  public Integer call() {
    Bounds.require("--stock", stock, 0, 1_000);
    json.requireWritable();
    Orders orders =
        switch (format) {
          case ONLINE_RETAIL -> OrderFile.read(file);
        };
    try (WorkFolder folder = WorkFolder.at(null, "replay");
        TargetGrid grid = TargetGrid.of(target, folder);
        Holdfast holdfast = grid.connect()) {
      ReplayReport report = replay(holdfast, orders);
      report.print(System.out);
      json.write(report);
      return report.auditPassed() ? 0 : 1;
    }
  }

  private ReplayReport replay(Holdfast holdfast, Orders orders) {
    Supply supply = Supply.of(orders.demand(), stock);
    Shop shop = Shop.open(holdfast, "replay-" + Long.toString(System.currentTimeMillis(), 36));
    shop.stock(supply);
    Books books = new Books(orders.skipped());
    Duration time = new Replay(shop, supply, books).play(orders.inOrder());
    Reconciliation reconciliation = Reconciliation.of(shop, supply, books);
    GridAudit audit = GridAudit.withStore(holdfast);
    audit.print(System.out);
    StoredUnits stored = StoredUnits.of(shop, supply, books);
    return report(orders, supply, books.tally(), time, reconciliation, stored, audit);
  }

  private static ReplayReport report(
      Orders orders,
      Supply supply,
      Books.Tally tally,
      Duration time,
      Reconciliation found,
      StoredUnits stored,
      GridAudit audit) {
    List<String> mismatches = new ArrayList<>(found.mismatches());
    mismatches.addAll(stored.mismatches());
    if (tally.rows() != orders.rows()) {
      mismatches.add("%d rows, but %d accounted for".formatted(orders.rows(), tally.rows()));
    }
    if (supply.total() != found.committed() + found.free()) {
      mismatches.add("the sums of units differ");
    }
    double seconds = time.toNanos() / 1e9;
    long lines = tally.rowsGranted() + tally.rowsRefused() + tally.rowsCancelled();
    return new ReplayReport(
        orders.rows(),
        tally.rowsGranted(),
        tally.rowsRefused(),
        tally.rowsCancelled(),
        tally.rowsSkipped().entrySet().stream()
            .collect(Collectors.toMap(e -> e.getKey().text(), Map.Entry::getValue)),
        supply.total(),
        found.committed(),
        stored.committed(),
        found.free(),
        found.held(),
        tally.basketsGranted() + tally.basketsRefused(),
        tally.basketsGranted(),
        tally.basketsRefused(),
        Math.round(seconds * 1_000) / 1_000.0,
        Math.round(lines / seconds),
        audit.passed() && mismatches.isEmpty(),
        mismatches);
  }

  /** Reads the name of a format, and lists those there are. */
  static final class FormatName implements picocli.CommandLine.ITypeConverter<Format> {
    @Override
    public Format convert(String name) {
      for (Format format : Format.values()) {
        if (format.toString().equals(name)) {
          return format;
        }
      }
      throw new picocli.CommandLine.TypeConversionException(
          "'" + name + "' is not a format; there is online-retail");
    }
  }
}
