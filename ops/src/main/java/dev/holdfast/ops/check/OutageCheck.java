package dev.holdfast.ops.check;

import dev.holdfast.ops.command.Bounds;
import dev.holdfast.ops.command.OperationException;
import dev.holdfast.ops.node.WorkFolder;
import dev.holdfast.ops.node.Workplace;
import dev.holdfast.ops.store.StoreSite;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Stops, hangs and fills the PostgreSQL behind a node under a fixed load. */
@Command(
    name = "outage",
    mixinStandardHelpOptions = true,
    description =
        "PostgreSQL is stopped, hung and full, each for a minute between healthy ones, under a"
            + " fixed load: locks stay as fast, none fails, and PostgreSQL catches up.")
public final class OutageCheck implements Callable<Integer> {

  /** An empty database. */
  private static final int EMPTY_MEGABYTES = 100;

  /** PostgreSQL's own log at its height, and of a hold while it is lower. */
  private static final int LOG_MEGABYTES = 1_100;

  private static final int LOG_BYTES_A_HOLD = 4_000;

  /** Rows and indexes of a hold of this load, measured: 4.3 kB. */
  private static final int BYTES_A_HOLD = 5_000;

  /** What settling, catching up and the audit take after each stretch, at most. */
  private static final int SECONDS_BETWEEN = 20;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "Rounds of all faults, 1 to 100 (default: ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description =
          "Of each fault and each healthy stretch, 2 to 3600 (default: ${DEFAULT-VALUE}).")
  private int seconds = 60;

  @Option(
      names = "--rate",
      defaultValue = "0",
      description =
          "Holds a second, 1 to 100000; 0: as many as take four fifths of --most-cpu"
              + " (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--faults",
      split = ",",
      description = "Of stopped, hung, full (default: all). Full mounts a small file system: root.")
  private List<String> faults = List.of("stopped", "hung", "full");

  @Option(
      names = "--disk-mb",
      defaultValue = "12288",
      description =
          "Memory that PostgreSQL's disk may take for full, 256 to 1000000 (default:"
              + " ${DEFAULT-VALUE}). A run that would fill it by itself is refused.")
  private int diskMegabytes = 12_288;

  @Option(
      names = "--most-cpu",
      defaultValue = "30",
      description =
          "Percent of the machine that may be busy, 1 to 100 (default: ${DEFAULT-VALUE}).")
  private int mostCpu = 30;

  @Option(
      names = "--most-ratio",
      defaultValue = "150",
      description =
          "Percent of the healthy p99 that a fault's may be, median (default: ${DEFAULT-VALUE}).")
  private int mostRatio = 150;

  @Mixin private Workplace workplace = new Workplace();

  @Override
  public Integer call() {
    Bounds.require("--rounds", rounds, 1, 100);
    Bounds.require("--seconds", seconds, 2, 3_600);
    Bounds.require("--rate", rate, 0, 100_000);
    Bounds.require("--disk-mb", diskMegabytes, 256, 1_000_000);
    Bounds.require("--most-cpu", mostCpu, 1, 100);
    Bounds.require("--most-ratio", mostRatio, 1, 1_000_000);
    Set<Fault> chosen = EnumSet.noneOf(Fault.class);
    faults.forEach(name -> chosen.add(Fault.named(name)));
    return workplace.judge("outage", folder -> check(folder, chosen));
  }

  /** A disk that fills without a fault says nothing about faults. */
  private void requireRoom(int holdsASecond, int phases) {
    int between = Math.min(seconds, SECONDS_BETWEEN);
    long holds = (long) holdsASecond * rounds * phases * 2 * (seconds + between);
    long log = Math.min(LOG_MEGABYTES, holds * LOG_BYTES_A_HOLD / 1_000_000);
    long megabytes = EMPTY_MEGABYTES + log + holds * BYTES_A_HOLD / 1_000_000;
    if (megabytes > diskMegabytes) {
      throw new OperationException(
          "--disk-mb must be at least "
              + megabytes
              + " for "
              + holds
              + " holds, not "
              + diskMegabytes
              + "; fewer --rounds or a lower --rate take less");
    }
  }

  private OutageReport check(WorkFolder folder, Set<Fault> chosen) {
    try (StoreSite site =
            chosen.contains(Fault.FULL)
                ? StoreSite.onSmallDisk(folder, diskMegabytes)
                : StoreSite.in(folder);
        OutageRun run = new OutageRun(folder, site, seconds)) {
      int fixed = rate > 0 ? run.at(rate) : run.calibrate(mostCpu * 0.8);
      if (chosen.contains(Fault.FULL)) {
        requireRoom(fixed, chosen.size());
      }
      List<Minute> minutes = new ArrayList<>();
      Minute.printHead(System.out);
      for (int round = 1; round <= rounds; round++) {
        for (Fault fault : chosen) {
          Minute healthy = run.healthy(round);
          minutes.add(healthy);
          minutes.add(run.faulty(round, fault, healthy));
        }
      }
      return new OutageVerdict(chosen, mostCpu, mostRatio / 100.0)
          .report(fixed, minutes, run.findings());
    }
  }
}
