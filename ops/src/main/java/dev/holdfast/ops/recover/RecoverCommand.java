package dev.holdfast.ops.recover;

import dev.holdfast.client.GridStatus;
import dev.holdfast.client.Holdfast;
import dev.holdfast.ops.command.Findings;
import dev.holdfast.ops.command.GridAudit;
import dev.holdfast.ops.node.NodePorts;
import dev.holdfast.ops.node.NodeProcess;
import dev.holdfast.ops.node.TargetGrid;
import dev.holdfast.ops.node.WorkFolder;
import dev.holdfast.ops.node.Workplace;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Brings a grid back from its PostgreSQL into an empty node, and says how far it came. */
@Command(
    name = "recover",
    mixinStandardHelpOptions = true,
    description = {
      "Brings a grid back from its PostgreSQL into an empty folder, says up to which revision each"
          + " shard reached, audits it, and stops.",
      "",
      "A rehearsal takes a copy of the database: the grid that it recovers is the copy's. With"
          + " --data-dir the folder stays, and ./holdfast node goes on from DIR/data with the same"
          + " store settings. A database that a running grid writes to is refused.",
      ""
    })
public final class RecoverCommand implements Callable<Integer> {

  @Option(
      names = "--store-url",
      required = true,
      paramLabel = "URL",
      description = "jdbc:postgresql: URL of the database.")
  private String url = "";

  @Option(names = "--store-user", paramLabel = "NAME", description = "Its user.")
  private String user = "";

  @Option(names = "--store-password", paramLabel = "WORD", description = "The user's password.")
  private String password = "";

  @Mixin private Workplace workplace = new Workplace();

  @Override
  public Integer call() {
    return workplace.judge("recover", this::recover);
  }

  private RecoverReport recover(WorkFolder folder) {
    Findings findings = new Findings();
    Map<String, String> store =
        Map.of("store.url", url, "store.user", user, "store.password", password);
    try (NodeProcess node = NodeProcess.start(folder.path(), NodePorts.free(), store);
        Holdfast holdfast = TargetGrid.connection(node.target()).connect()) {
      List<RestorePoint> points = RestorePoint.in(node.log());
      points.forEach(point -> System.out.println("  " + point));
      if (points.isEmpty()) {
        findings.add("nothing came back: the folder or the database was not as a recovery needs");
      }
      GridStatus status = holdfast.grid().status();
      long live = status.shards().stream().mapToLong(GridStatus.ShardStatus::liveHolds).sum();
      long positions = status.shards().stream().mapToLong(GridStatus.ShardStatus::positions).sum();
      System.out.printf(
          "  ready after %,d ms: %,d positions, %,d live holds%n",
          node.startTime().toMillis(), positions, live);
      GridAudit audit = GridAudit.withStore(holdfast);
      audit.print(System.out);
      audit.addTo(findings);
      return new RecoverReport(
          findings.count() == 0,
          points,
          node.startTime().toMillis(),
          positions,
          live,
          audit.passed(),
          findings.kept());
    }
  }
}
