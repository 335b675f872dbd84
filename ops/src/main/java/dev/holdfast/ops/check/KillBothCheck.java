package dev.holdfast.ops.check;

import dev.holdfast.ops.node.NodeProcess;
import dev.holdfast.ops.store.EmbeddedStore;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends a node and the PostgreSQL in its data directory together, round after round. */
@Command(
    name = "killboth",
    mixinStandardHelpOptions = true,
    description =
        "Kills a node and its PostgreSQL together under load, round after round: as kill9, and the"
            + " audit passes each time.")
public final class KillBothCheck implements Callable<Integer> {

  @Mixin private KillOptions options = new KillOptions();

  @Override
  public Integer call() {
    return options.judge("killboth", KillBothCheck::killBoth);
  }

  private static void killBoth(NodeProcess node) {
    EmbeddedStore store = EmbeddedStore.of(node);
    node.kill9();
    store.kill9();
  }
}
