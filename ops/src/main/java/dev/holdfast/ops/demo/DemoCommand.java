package dev.holdfast.ops.demo;

import dev.holdfast.client.Holdfast;
import dev.holdfast.ops.command.Bounds;
import dev.holdfast.ops.node.NodePorts;
import dev.holdfast.ops.node.NodeProcess;
import dev.holdfast.ops.node.TargetGrid;
import dev.holdfast.ops.node.WorkFolder;
import dev.holdfast.ops.node.Workplace;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A node and a shop on this machine. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a node and a shop with traffic: an ordinary day, and a flash sale every 10 s.",
      "",
      "Ends on Ctrl-C, or after --seconds with a summary; then it exits with 0 if the grid's audit"
          + " holds and agrees with the shop's own books. Busy ports are moved.",
      ""
    })
public final class DemoCommand implements Callable<Integer> {

  private static final int FOREVER_SECONDS = 10 * 365 * 24 * 3_600;

  @Option(
      names = "--nodes",
      defaultValue = "1",
      description = "Nodes to start; this version runs 1.")
  private int nodes = 1;

  @Option(
      names = "--seconds",
      defaultValue = "" + FOREVER_SECONDS,
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
      description = "End by itself after so much traffic, 1 or more.")
  private int seconds = FOREVER_SECONDS;

  @Option(
      names = "--rate",
      defaultValue = "1500",
      description = "Calls a second, 10 to 100000 (default: ${DEFAULT-VALUE}).")
  private int rate = 1_500;

  @Mixin private Workplace workplace = new Workplace();

  private final AtomicBoolean over = new AtomicBoolean();

  @Override
  public Integer call() {
    Bounds.require("--nodes", nodes, 1, 1);
    Bounds.require("--seconds", seconds, 1, FOREVER_SECONDS);
    Bounds.require("--rate", rate, 10, 100_000);
    return workplace.judge("demo", folder -> run(folder, System.out));
  }

  private DemoReport run(WorkFolder folder, PrintStream out) {
    String suffix =
        folder.temporary() ? "" : "-" + Long.toString(System.currentTimeMillis() / 1_000, 36);
    out.println("Starting a node ...");
    try (NodeProcess node = NodeProcess.start(folder.path(), NodePorts.USUAL.movedIfBusy());
        Holdfast holdfast = TargetGrid.connection(node.target()).connect()) {
      DemoShop shop = new DemoShop(holdfast, suffix, rate);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupted(shop, out), "farewell"));
      banner(node, out);
      double traded = shop.trade(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds), out);
      DemoReport report = shop.takeStock(traded, out);
      over.set(true);
      report.print(out);
      return report;
    }
  }

  private void interrupted(DemoShop shop, PrintStream out) {
    if (!over.get()) {
      shop.close();
      shop.farewell(out);
    }
  }

  private static void banner(NodeProcess node, PrintStream out) {
    out.printf(
        """

          Holdfast is up.

            gRPC      %s
            JSON      %s/v1
            docs      %s/docs
            metrics   %s/metrics
            log       %s

          Hold two units for a minute (SKU %s is for visitors; the rest is in the shop's books):

            curl -s %s/v1/holds -H 'content-type: application/json' -d '
              {"holdId": "cart-4711", "pool": "%s",
               "lines": [{"sku": "%s", "quantity": "2"}], "ttl": "60s"}'

          Ctrl-C ends it and leaves nothing running.

        """,
        node.target(),
        node.web(),
        node.web(),
        node.web(),
        node.log(),
        Catalogue.VISITORS_SKU,
        node.web(),
        Catalogue.WEB,
        Catalogue.VISITORS_SKU);
  }
}
