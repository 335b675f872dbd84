package dev.holdfast.ops.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.client.GridStatus;
import dev.holdfast.client.Hold;
import dev.holdfast.client.Holdfast;
import dev.holdfast.ops.Main;
import dev.holdfast.ops.node.NodePorts;
import dev.holdfast.ops.node.NodeProcess;
import dev.holdfast.ops.node.TargetGrid;
import dev.holdfast.ops.store.Postgres;
import dev.holdfast.ops.store.Queries;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command that brings a grid back; needs the node's jar to be packaged. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class RecoverTest {
  private static final int HOLDS = 2_000;
  private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(60);

  @TempDir Path folder;

  @BeforeAll
  static void findTheLauncher() {
    Path launcher = Path.of(System.getProperty("holdfast.root", ".."), "holdfast");
    System.setProperty("holdfast.launcher", launcher.toAbsolutePath().toString());
  }

  @Test
  void aGridComesBackIntoAnEmptyFolderAsFarAsItWasDrained() throws Exception {
    try (Postgres postgres = Postgres.create(folder, folder.resolve("rows"))) {
      Map<String, String> settings = postgres.settings();
      long live;
      try (NodeProcess node =
          NodeProcess.start(folder.resolve("lost"), NodePorts.free(), settings)) {
        live = sell(node);
        assertThat(recover(postgres, "running").exit()).isNotZero();
        node.kill9();
      }
      Map<Integer, Long> drained = drained(postgres);
      Ended first = recover(postgres, "first");
      assertThat(first.exit()).as("%s", first.report()).isZero();
      assertThat(first.reached()).isEqualTo(drained);
      assertThat(first.report().get("liveHolds").asLong()).isEqualTo(live);
      assertThat(first.report().get("auditPassed").asBoolean()).isTrue();
      Ended again = recover(postgres, "first");
      assertThat(again.exit()).isNotZero();
      assertThat(again.report().get("findings").toString()).contains("nothing came back");
      assertThat(again.report().get("liveHolds").asLong()).isEqualTo(live);
      Ended second = recover(postgres, "second");
      assertThat(second.exit()).as("%s", second.report()).isZero();
      assertThat(second.reached().keySet()).isEqualTo(drained.keySet());
      assertThat(second.report().get("auditPassed").asBoolean()).isTrue();
    }
  }

  /** Answers how many live holds its shards have. */
  private static long sell(NodeProcess node) {
    try (Holdfast holdfast = TargetGrid.connection(node.target()).connect()) {
      CheckShop.open(holdfast);
      CheckShop shop = new CheckShop();
      List<Hold> holds = new ArrayList<>();
      for (int i = 0; i < HOLDS; i++) {
        holds.add(holdfast.hold(shop.request()));
      }
      for (int i = 0; i < HOLDS / 2; i++) {
        holds.get(i).release();
      }
      assertThat(new Lag(holdfast).awaitAtMost(0, SOON_NANOS)).isNotNegative();
      return holdfast.grid().status().shards().stream()
          .mapToLong(GridStatus.ShardStatus::liveHolds)
          .sum();
    }
  }

  private static Map<Integer, Long> drained(Postgres postgres) {
    Map<Integer, Long> drained = new TreeMap<>();
    try (Queries queries = postgres.queries()) {
      queries.rows(
          "select shard, sequence from shards where sequence > 0",
          row -> drained.put(row.getInt("shard"), row.getLong("sequence")));
    }
    return drained;
  }

  private record Ended(int exit, JsonNode report) {

    Map<Integer, Long> reached() {
      Map<Integer, Long> reached = new TreeMap<>();
      for (JsonNode point : report.get("points")) {
        if (point.get("sequence").asLong() > 0) {
          reached.put(point.get("shard").asInt(), point.get("sequence").asLong());
        }
      }
      return reached;
    }
  }

  private Ended recover(Postgres postgres, String name) throws IOException {
    Path file = folder.resolve(name + ".json");
    Map<String, String> settings = postgres.settings();
    int exit =
        Main.run(
            "recover",
            "--store-url=" + settings.get("store.url"),
            "--store-user=" + settings.get("store.user"),
            "--data-dir=" + folder.resolve(name),
            "--json=" + file);
    return new Ended(
        exit, file.toFile().exists() ? new ObjectMapper().readTree(file.toFile()) : null);
  }
}
