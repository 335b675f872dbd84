package dev.holdfast.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a node in a process of its own; needs the node's jar to be packaged. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RealNodeTest {

  @TempDir Path folder;

  @BeforeAll
  static void findTheLauncher() {
    Path launcher = Path.of(System.getProperty("holdfast.root", ".."), "holdfast");
    System.setProperty("holdfast.launcher", launcher.toAbsolutePath().toString());
  }

  @Test
  void everyRowAndUnitOfAReplayIsAccountedFor() throws IOException {
    Path file = folder.resolve("replay.json");
    assertThat(
            Main.run(
                "replay",
                "src/test/resources/orders/invented.csv",
                "--format",
                "online-retail",
                "--json",
                file.toString()))
        .isZero();
    JsonNode report = new ObjectMapper().readTree(file.toFile());
    long skipped = 0;
    for (JsonNode reason : report.get("rowsSkipped")) {
      skipped += reason.asLong();
    }
    assertThat(report.get("rows").asLong()).isEqualTo(73);
    assertThat(number(report, "rowsGranted") + number(report, "rowsRefused"))
        .isEqualTo(73 - number(report, "rowsCancelled") - skipped);
    assertThat(number(report, "unitsSupplied"))
        .isEqualTo(number(report, "unitsCommitted") + number(report, "unitsFree"));
    assertThat(number(report, "basketsGranted")).isPositive();
    assertThat(number(report, "basketsRefused")).isPositive();
    assertThat(number(report, "rowsCancelled")).isPositive();
    assertThat(report.get("auditPassed").asBoolean()).isTrue();
    assertThat(report.get("mismatches")).isEmpty();
  }

  @Test
  void aNodeKilledUnderLoadLosesNothing() throws IOException {
    Path file = folder.resolve("kill9.json");
    int exit = Main.run("check", "kill9", "--rounds=2", "--holds=3000", "--json", file.toString());
    JsonNode report = new ObjectMapper().readTree(file.toFile());
    assertThat(exit).as("%s", report.get("findings")).isZero();
    for (JsonNode round : report.get("perRound")) {
      assertThat(number(round, "acknowledged")).isGreaterThanOrEqualTo(3_000);
      assertThat(number(round, "inFlight")).isPositive();
      assertThat(number(round, "lost")).isZero();
      assertThat(number(round, "differing")).isZero();
      assertThat(number(round, "secondAnswers")).isZero();
    }
  }

  @Test
  void aWatcherThatIsCutOffCatchesUp() throws IOException {
    Path file = folder.resolve("watch.json");
    int exit = Main.run("check", "watch", "--seconds=2", "--rate=300", "--json", file.toString());
    JsonNode report = new ObjectMapper().readTree(file.toFile());
    assertThat(exit).as("%s", report.get("findings")).isZero();
    assertThat(report.get("cuts")).hasSize(3);
    for (JsonNode cut : report.get("cuts")) {
      assertThat(number(cut, "changed")).isPositive();
      assertThat(number(cut, "wrong")).isZero();
    }
    assertThat(number(report, "resets")).isEqualTo(1);
    assertThat(number(report, "revisionsBack")).isZero();
  }

  @Test
  void theDemosBooksAgreeWithItsNode() throws IOException {
    Path file = folder.resolve("demo.json");
    int exit = Main.run("demo", "--seconds=5", "--rate=500", "--json", file.toString());
    JsonNode report = new ObjectMapper().readTree(file.toFile());
    assertThat(exit).as("%s", report.get("findings")).isZero();
    for (String count :
        new String[] {
          "holdsGranted", "holdsRefused", "holdsConfirmed", "holdsReleased", "holdsExpired"
        }) {
      assertThat(number(report, count)).as(count).isPositive();
    }
    assertThat(number(report, "writeBehindLagMillisP99")).isNotNegative();
    assertThat(number(report, "oversold")).isZero();
    assertThat(number(report, "lostAcknowledged")).isZero();
    assertThat(number(report, "nodes")).isEqualTo(1);
    assertThat(number(report, "holdLatencyMicrosP99"))
        .isGreaterThanOrEqualTo(number(report, "holdLatencyMicrosP50"));
  }

  private static long number(JsonNode report, String field) {
    return report.get(field).asLong();
  }
}
