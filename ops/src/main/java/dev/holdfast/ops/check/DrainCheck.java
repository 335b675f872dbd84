package dev.holdfast.ops.check;

import dev.holdfast.ops.command.Bounds;
import dev.holdfast.ops.node.WorkFolder;
import dev.holdfast.ops.node.Workplace;
import dev.holdfast.ops.store.StoreSite;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds how many holds a second PostgreSQL can follow, and how fast rows are written. */
@Command(
    name = "drain",
    mixinStandardHelpOptions = true,
    description =
        "Holds a second that PostgreSQL follows within 250 ms (p99), and rows a second of the"
            + " drain against a bare COPY of the same rows.")
public final class DrainCheck implements Callable<Integer> {

  @Option(
      names = "--from",
      defaultValue = "500",
      description = "Holds a second to begin with, 1 to 100000 (default: ${DEFAULT-VALUE}).")
  private int from = 500;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "Of each step, 1 to 3600 (default: ${DEFAULT-VALUE}).")
  private int seconds = 20;

  @Option(
      names = "--most-steps",
      defaultValue = "30",
      description = "Each takes a quarter more than the one before, 1 to 50 (default: 30).")
  private int mostSteps = 30;

  @Option(
      names = "--most-lag",
      defaultValue = "250",
      description = "Milliseconds of lag (p99) that end the steps (default: ${DEFAULT-VALUE}).")
  private int mostLag = 250;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "Of drain against COPY, 1 to 100 (default: ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(
      names = "--holds",
      defaultValue = "40000",
      description = "That wait for the drain in each round, 100 to 1000000 (default: 40000).")
  private int holds = 40_000;

  @Mixin private Workplace workplace = new Workplace();

  @Override
  public Integer call() {
    Bounds.require("--from", from, 1, 100_000);
    Bounds.require("--seconds", seconds, 1, 3_600);
    Bounds.require("--most-steps", mostSteps, 1, 50);
    Bounds.require("--most-lag", mostLag, 1, 3_600_000);
    Bounds.require("--rounds", rounds, 1, 100);
    Bounds.require("--holds", holds, 100, 1_000_000);
    return workplace.judge("drain", this::check);
  }

  private DrainReport check(WorkFolder folder) {
    try (StoreSite site = StoreSite.in(folder);
        DrainRun run = new DrainRun(folder, site.postgres())) {
      run.climb(from, seconds, mostSteps, mostLag);
      run.race(rounds, holds);
      return run.report();
    }
  }
}
