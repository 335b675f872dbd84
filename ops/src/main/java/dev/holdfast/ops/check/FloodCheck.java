package dev.holdfast.ops.check;

import dev.holdfast.ops.command.Bounds;
import dev.holdfast.ops.command.Findings;
import dev.holdfast.ops.node.WorkFolder;
import dev.holdfast.ops.node.Workplace;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Drives a node beyond what it can answer and looks what that does to others. */
@Command(
    name = "flood",
    mixinStandardHelpOptions = true,
    description =
        "Far more calls for one SKU than a node can answer, from a process of their own: what is"
            + " too much is refused as OVERLOADED, and holds of other SKUs go on.")
public final class FloodCheck implements Callable<Integer> {

  @Option(
      names = "--calls",
      defaultValue = "200000",
      description = "Calls without an answer at any time, 1000 to 1000000 (default: 200000).")
  private int calls = 200_000;

  @Option(
      names = "--calls-a-second",
      defaultValue = "0",
      description = "Calls asked a second at most, 0 for as many as go (default: 0).")
  private int callsASecond;

  @Option(
      names = "--connections",
      defaultValue = "8",
      description = "Connections that flood, 1 to 64 (default: ${DEFAULT-VALUE}).")
  private int connections = 8;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "Of each stretch: before, during, after; 1 to 600 (default: ${DEFAULT-VALUE}).")
  private int seconds = 10;

  @Option(
      names = "--most-p50",
      paramLabel = "MICROS",
      defaultValue = "20000",
      description =
          "What a hold of another shard may take in the median during the flood, 100 to 10000000"
              + " (default: ${DEFAULT-VALUE}).")
  private int mostMicrosP50 = 20_000;

  @Mixin private Workplace workplace = new Workplace();

  @Override
  public Integer call() {
    Bounds.require("--calls", calls, 1_000, 1_000_000);
    Bounds.require("--calls-a-second", callsASecond, 0, 10_000_000);
    Bounds.require("--connections", connections, 1, 64);
    Bounds.require("--seconds", seconds, 1, 600);
    Bounds.require("--most-p50", mostMicrosP50, 100, 10_000_000);
    return workplace.judge("flood", this::check);
  }

  private FloodReport check(WorkFolder folder) {
    Findings findings = new Findings();
    try (FloodRun run = new FloodRun(folder, findings)) {
      return run.run(
          new FloodSource.Order(calls, connections, callsASecond, 0), seconds, mostMicrosP50);
    }
  }
}
