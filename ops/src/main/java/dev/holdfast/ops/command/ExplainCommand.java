package dev.holdfast.ops.command;

import dev.holdfast.client.ExplainRequest;
import dev.holdfast.client.Explanation;
import dev.holdfast.client.Holdfast;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks a running grid why the availability of a SKU is, or was, what it is. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Shows how a SKU stands, or stood at a time, and what led there, newest first.",
      ""
    })
public final class ExplainCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Parameters(paramLabel = "SKU", description = "The SKU, as it was counted.")
  private String sku = "";

  @Option(
      names = "--time",
      paramLabel = "TIME",
      description = "The time to explain, as in 2026-11-22T09:30:00Z; now if left out.")
  private @Nullable String time;

  @Option(
      names = "--pool",
      paramLabel = "POOL",
      description = "Show what this pool could sell, and what happened at its locations.")
  private String pool = "";

  @Option(
      names = "--most",
      paramLabel = "EFFECTS",
      defaultValue = "50",
      description = "Effects to show, 1 to 100000 (default: ${DEFAULT-VALUE}).")
  private int most = 50;

  @Option(
      names = "--target",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:7400",
      description = "A node's gRPC address (default: ${DEFAULT-VALUE}).")
  private String target = "127.0.0.1:7400";

  @Mixin private JsonFile json = new JsonFile();

  @Override
  public Integer call() {
    if (most < 1 || most > 100_000) {
      throw new OperationException("--most: " + most + " is not 1 to 100000");
    }
    json.requireWritable();
    ExplainRequest request = ExplainRequest.of(sku).inPool(pool).most(Math.min(most, 1_000));
    String then = time;
    if (then != null) {
      request = request.at(instant(then));
    }
    try (Holdfast holdfast = Holdfast.connect(target)) {
      ExplainTable table = new ExplainTable(System.out);
      Explanation first = holdfast.withDeadline(PATIENCE).stock().explain(request);
      table.head(first);
      table.effects(holdfast.withDeadline(PATIENCE), request, first, most);
      json.write(ExplainReport.of(first));
      return 0;
    } catch (IllegalArgumentException e) {
      throw new OperationException("--target: " + e.getMessage(), e);
    }
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new OperationException(
          "--time: " + text + " is not a time such as 2026-11-22T09:30:00Z", e);
    }
  }
}
