package dev.holdfast.ops.check;

import dev.holdfast.ops.command.Bounds;
import dev.holdfast.ops.command.Findings;
import dev.holdfast.ops.node.WorkFolder;
import dev.holdfast.ops.node.Workplace;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Drives a node below its low-water mark of disk. */
@Command(
    name = "refusal",
    mixinStandardHelpOptions = true,
    description =
        "On a full disk creates are refused as OVERLOADED: cheaply, before anything degrades, while"
            + " what is held can be confirmed and released.")
public final class RefusalCheck implements Callable<Integer> {

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "Of granted against refused calls, 1 to 100 (default: ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(
      names = "--seconds",
      defaultValue = "5",
      description = "Of each stretch, 1 to 600 (default: ${DEFAULT-VALUE}).")
  private int seconds = 5;

  @Option(
      names = "--ballast-mb",
      defaultValue = "4096",
      description = "Disk space that is taken and given back, 64 to 100000 (default: 4096).")
  private int ballastMegabytes = 4_096;

  @Option(
      names = "--most-share",
      defaultValue = "100",
      description =
          "Percent of a grant's processor time that a refusal may take, 1 to 1000000 (default:"
              + " ${DEFAULT-VALUE}).")
  private int mostShare = 100;

  @Mixin private Workplace workplace = new Workplace();

  @Override
  public Integer call() {
    Bounds.require("--rounds", rounds, 1, 100);
    Bounds.require("--seconds", seconds, 1, 600);
    Bounds.require("--ballast-mb", ballastMegabytes, 64, 100_000);
    Bounds.require("--most-share", mostShare, 1, 1_000_000);
    return workplace.judge("refusal", this::check);
  }

  private RefusalReport check(WorkFolder folder) {
    Findings findings = new Findings();
    try (LowDiskRun run = new LowDiskRun(folder, ballastMegabytes, findings)) {
      RefusalReport.LowDisk disk = run.run(rounds, seconds, mostShare / 100.0);
      return new RefusalReport(findings.count() == 0, disk, findings.kept());
    }
  }
}
