package dev.holdfast.ops.check;

import dev.holdfast.ops.command.Bounds;
import dev.holdfast.ops.node.WorkFolder;
import dev.holdfast.ops.node.Workplace;
import dev.holdfast.ops.store.StoreSite;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Stops a drainer in the middle of a transaction and lets another take over. */
@Command(
    name = "takeover",
    mixinStandardHelpOptions = true,
    description =
        "A node is stopped in the middle of a drain transaction, a second one goes on from a copy"
            + " of its disk, the first one wakes up: no row goes backwards, none is written twice.")
public final class TakeoverCheck implements Callable<Integer> {

  @Option(
      names = "--seconds",
      defaultValue = "30",
      description = "How long the first is stopped, 2 to 3600 (default: ${DEFAULT-VALUE}).")
  private int seconds = 30;

  @Option(
      names = "--rate",
      defaultValue = "300",
      description = "Holds a second meanwhile, 1 to 10000 (default: ${DEFAULT-VALUE}).")
  private int rate = 300;

  @Mixin private Workplace workplace = new Workplace();

  @Override
  public Integer call() {
    Bounds.require("--seconds", seconds, 2, 3_600);
    Bounds.require("--rate", rate, 1, 10_000);
    return workplace.judge("takeover", this::check);
  }

  private TakeoverReport check(WorkFolder folder) {
    try (StoreSite site = StoreSite.in(folder);
        TakeoverRun run = new TakeoverRun(folder, site.postgres(), rate)) {
      TakeoverReport report = run.run(seconds);
      report.print(System.out);
      return report;
    }
  }
}
