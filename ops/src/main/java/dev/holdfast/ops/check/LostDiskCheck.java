package dev.holdfast.ops.check;

import dev.holdfast.ops.command.Bounds;
import dev.holdfast.ops.node.WorkFolder;
import dev.holdfast.ops.node.Workplace;
import dev.holdfast.ops.store.StoreSite;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes a node's disk away under load and lets it recover from PostgreSQL. */
@Command(
    name = "lostdisk",
    mixinStandardHelpOptions = true,
    description =
        "A node is killed under load and its data directory deleted: it recovers from PostgreSQL,"
            + " and what is missing is only what had not been drained.")
public final class LostDiskCheck implements Callable<Integer> {

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "Of load before the disk is lost, 1 to 3600 (default: ${DEFAULT-VALUE}).")
  private int seconds = 20;

  @Option(
      names = "--at-once",
      defaultValue = "16",
      description = "Calls without an answer, at most, 1 to 1000 (default: ${DEFAULT-VALUE}).")
  private int atOnce = 16;

  @Option(
      names = "--rate",
      defaultValue = "1500",
      description =
          "Calls a second, 1 to 100000; 0: as many as go, more than PostgreSQL can follow, so that"
              + " --most-lag must be higher (default: ${DEFAULT-VALUE}).")
  private int rate = 1_500;

  @Option(
      names = "--most-lag",
      defaultValue = "1000",
      description = "Milliseconds before the loss that may be lost, 1 to 600000 (default: 1000).")
  private int mostLag = 1_000;

  @Mixin private Workplace workplace = new Workplace();

  @Override
  public Integer call() {
    Bounds.require("--seconds", seconds, 1, 3_600);
    Bounds.require("--at-once", atOnce, 1, 1_000);
    Bounds.require("--rate", rate, 0, 100_000);
    Bounds.require("--most-lag", mostLag, 1, 600_000);
    return workplace.judge("lostdisk", this::check);
  }

  private LostDiskReport check(WorkFolder folder) {
    try (StoreSite site = StoreSite.in(folder)) {
      LostDiskReport report =
          new LostDiskRun(folder, site.postgres(), new LostDiskRun.Load(atOnce, rate), mostLag)
              .run(seconds);
      report.print(System.out);
      return report;
    }
  }
}
