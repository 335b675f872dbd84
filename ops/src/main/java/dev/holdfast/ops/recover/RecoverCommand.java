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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
    Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    try (NodeProcess node = NodeProcess.start(folder.path(), NodePorts.free(), store);
        Holdfast holdfast = TargetGrid.connection(node.target()).connect()) {
      GridStatus status = holdfast.grid().status();
      List<RestorePoint> points = RestorePoint.since(start, status);
      points.forEach(point -> System.out.println("  " + point));
      points.stream()
          .mapToLong(RestorePoint::largestLagMillis)
          .max()
          .ifPresent(
              lag ->
                  System.out.printf(
                      "  what was acknowledged later is not here: an effect had waited at most"
                          + " %,d ms; creates issued before this recovery are refused%n",
                      lag));
      if (points.isEmpty()) {
        findings.add(
            "nothing came back: the database holds no grid, or the folder is not empty and has all"
                + " that the database has");
      }
      long live = status.shards().stream().mapToLong(GridStatus.ShardStatus::liveHolds).sum();
      long positions = status.shards().stream().mapToLong(GridStatus.ShardStatus::positions).sum();
      System.out.printf(
          "  ready after %,d ms: %,d positions, %,d live holds (a basket in each of its shards)%n",
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
