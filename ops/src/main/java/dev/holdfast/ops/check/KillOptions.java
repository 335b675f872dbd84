package dev.holdfast.ops.check;

import dev.holdfast.ops.command.Bounds;
import dev.holdfast.ops.node.NodeProcess;
import dev.holdfast.ops.node.Workplace;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of the checks that kill. */
final class KillOptions {

  @Option(
      names = "--rounds",
      defaultValue = "10",
      description = "1 to 1000 (default: ${DEFAULT-VALUE}).")
  private int rounds = 10;

  @Option(
      names = "--holds",
      defaultValue = "10000",
      description = "Acknowledged holds in each round, at least (default: ${DEFAULT-VALUE}).")
  private int holds = 10_000;

  @Mixin private Workplace workplace = new Workplace();

  /** Kills and judges; returns the exit code. */
  int judge(String purpose, Consumer<NodeProcess> killing) {
    Bounds.require("--rounds", rounds, 1, 1_000);
    Bounds.require("--holds", holds, 1, 1_000_000);
    return workplace.judge(purpose, new KillRounds(rounds, holds, killing)::run);
  }
}
