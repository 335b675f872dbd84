package dev.holdfast.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.ops.store.SmallDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The checks of write-behind in their short form: what they promise of speed is not asked for, the
 * rest is. They need the node's jar to be packaged.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class StoreChecksTest {

  private static final List<String> AT_ANY_SPEED =
      List.of("--rounds=1", "--rate=100", "--most-cpu=100", "--most-ratio=1000000");

  @TempDir Path folder;

  @BeforeAll
  static void findTheLauncher() {
    Path launcher = Path.of(System.getProperty("holdfast.root", ".."), "holdfast");
    System.setProperty("holdfast.launcher", launcher.toAbsolutePath().toString());
  }

  @Test
  void noLockFailsWhilePostgresIsStoppedOrHung() throws IOException {
    outage("--seconds=2", "--faults=stopped,hung");
  }

  @Test
  void noLockFailsWhilePostgresIsFull() throws IOException {
    assumeThatCode(() -> SmallDisk.mount(folder.resolve("disk"), 1).close())
        .doesNotThrowAnyException();
    outage("--seconds=6", "--faults=full", "--disk-mb=1024");
  }

  private void outage(String... options) throws IOException {
    JsonNode report = passed("outage", AT_ANY_SPEED, options);
    for (JsonNode minute : report.get("minutes")) {
      assertThat(minute.get("failed").asLong()).isZero();
      assertThat(minute.get("holdsPerSecond").asLong()).isPositive();
      assertThat(minute.get("heapMegabytes").asLong()).isPositive();
      assertThat(minute.get("auditPassed").asBoolean()).isTrue();
    }
  }

  @Test
  void aNodeAndItsPostgresKilledTogetherLoseNothing() throws IOException {
    JsonNode report = passed("killboth", List.of(), "--rounds=2", "--holds=2000");
    for (JsonNode round : report.get("perRound")) {
      assertThat(round.get("lost").asLong()).isZero();
      assertThat(round.get("auditPassed").asBoolean()).isTrue();
    }
  }

  @Test
  void aLostDiskComesBackFromPostgres() throws IOException {
    JsonNode report = passed("lostdisk", List.of("--most-lag=60000"), "--seconds=3");
    assertThat(report.get("acknowledged").asLong()).isPositive();
    assertThat(report.get("missing").asLong()).isLessThan(report.get("acknowledged").asLong());
    assertThat(report.get("beyondLag").asLong()).isZero();
    assertThat(report.get("refusedLate").asLong()).isPositive();
    assertThat(report.get("lateRefusal").asText()).startsWith("ISSUED_TOO_EARLY");
  }

  @Test
  void aStoppedDrainerIsTakenOverFrom() throws IOException {
    JsonNode report = passed("takeover", List.of(), "--seconds=8", "--rate=100");
    assertThat(report.get("stoppedTransaction").asText()).isEqualTo("aborted");
    assertThat(report.get("rounds").asLong()).isPositive();
  }

  @Test
  void theDrainIsMeasured() throws IOException {
    JsonNode report =
        passed(
            "drain",
            List.of("--rounds=1", "--most-lag=600000"),
            "--from=100",
            "--seconds=2",
            "--most-steps=2",
            "--holds=15000");
    assertThat(report.get("sustainedHoldsPerSecond").asLong()).isPositive();
    assertThat(report.get("drainRowsPerSecond").asLong()).isPositive();
    assertThat(report.get("copyRowsPerSecond").asLong()).isPositive();
  }

  @Test
  void aFullDiskIsRefused() throws IOException {
    JsonNode report =
        passed(
            "refusal",
            List.of("--rounds=1", "--most-share=1000000"),
            "--seconds=1",
            "--ballast-mb=1024");
    assertThat(report.at("/disk/retryAfterMillis").asLong()).isPositive();
    assertThat(report.at("/disk/endingsWhileLow").asLong()).isEqualTo(200);
  }

  @Test
  void aFloodIsRefusedAndOthersGoOn() throws IOException {
    JsonNode report =
        passed("flood", List.of("--calls=100000"), "--seconds=2", "--most-p50=10000000");
    assertThat(report.at("/flood/overloaded").asLong()).isPositive();
    assertThat(report.at("/flood/failed").asLong()).isZero();
    assertThat(report.at("/others/during/holds").asLong()).isPositive();
    assertThat(report.at("/neighbours/during/holds").asLong()).isPositive();
  }

  private JsonNode passed(String check, List<String> options, String... more) throws IOException {
    Path file = folder.resolve(check + ".json");
    List<String> arguments = new ArrayList<>(List.of("check", check));
    arguments.addAll(options);
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--json", file.toString()));
    int exit = Main.run(arguments.toArray(String[]::new));
    JsonNode report = new ObjectMapper().readTree(file.toFile());
    assertThat(exit).as("%s", report.get("findings")).isZero();
    return report;
  }
}
