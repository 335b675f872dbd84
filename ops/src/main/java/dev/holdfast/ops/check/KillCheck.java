package dev.holdfast.ops.check;

import dev.holdfast.ops.node.NodeProcess;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends a node by kill -9 under load, round after round. */
@Command(
    name = "kill9",
    mixinStandardHelpOptions = true,
    description =
        "Kills a node under load, round after round: no acknowledged hold is lost or changed, and"
            + " no identity gives a second answer.")
public final class KillCheck implements Callable<Integer> {

  @Mixin private KillOptions options = new KillOptions();

  @Override
  public Integer call() {
    return options.judge("kill9", NodeProcess::kill9);
  }
}
