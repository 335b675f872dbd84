package dev.holdfast.server;

import static dev.holdfast.server.Storefront.create;
import static dev.holdfast.server.Storefront.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.v1.Acknowledgement.Level;
import dev.holdfast.v1.CreateHoldRequest;
import dev.holdfast.v1.GetStatusRequest;
import dev.holdfast.v1.GridStatus;
import dev.holdfast.v1.Hold;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full, and files that a crash has torn. */
class FaultTest {
  private static final List<String> SKUS = Skus.apart("fault", 3);

  @TempDir Path directory;
  private final Ledger ledger = new Ledger();

  @Test
  void forgetsATornTailAndNothingThatWasSynced() throws IOException {
    Hold synced;
    try (TestProcess node = TestProcess.start(directory)) {
      stock(node.store);
      sell(node.line, "before", 100);
      synced = node.store.hold(basket("synced").setAck(Level.SYNCED).build());
      sell(node.line, "after", 100);
      node.kill();
    }
    // The last batch that the log holds loses its end, as after a power cut.
    Path log = newestLog();
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.setLength(file.length() - 7);
    }
    Files.write(
        log, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, java.nio.file.StandardOpenOption.APPEND);
    try (TestProcess node = TestProcess.start(directory)) {
      assertThat(node.store.get(synced.getName()))
          .isEqualTo(synced.toBuilder().setAck(Level.REPLICATED).build());
      ledger.granted.keySet().removeIf(id -> id.startsWith("after"));
      ledger.compare(node.line);
      // What was torn off is whole or absent, and may be asked for again.
      for (int i = 0; i < 100; i++) {
        ledger.create(node.line, basket("after" + i).build(), Hold.State.HELD);
      }
      ledger.await();
      assertThat(ledger.unknown).isEmpty();
      ledger.granted.put(
          "synced", new Ledger.Entry(basket("synced").build(), synced, synced, Hold.State.HELD));
      ledger.compareUnits(node.store, SKUS);
      assertSound(node);
    }
  }

  private Path newestLog() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("journal"))) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
          .orElseThrow();
    }
  }

  @Test
  void grantsNothingNewWhenTheDiskIsNearlyFull() {
    long far = Files.exists(directory) ? directory.toFile().getUsableSpace() * 2 : 0;
    Hold before;
    try (TestNode node = TestNode.start(directory)) {
      stock(node.grpc);
      before = node.grpc.hold(basket("before").build());
    }
    try (TestNode node = TestNode.start(directory, "disk.least-free=" + far)) {
      RefusedCall refused = RefusedCall.of(() -> node.grpc.hold(basket("low").build()));
      assertThat(refused.reason()).isEqualTo("OVERLOADED");
      assertThat(refused.isTransient()).isTrue();
      assertThat(
              node.grpc
                  .hold(
                      dev.holdfast.v1.ReleaseHoldRequest.newBuilder()
                          .setName(before.getName())
                          .build())
                  .getState())
          .describedAs("endings still have room")
          .isEqualTo(Hold.State.RELEASED);
      GridStatus status = (GridStatus) node.grpc.line().call(GetStatusRequest.getDefaultInstance());
      assertThat(status.getAlarmsList()).anyMatch(alarm -> alarm.contains("disk"));
    }
  }

  @Test
  void stopsLoudlyOnAFullDiskAndLosesNothing() throws Exception {
    String said = run("mount", "-t", "tmpfs", "-o", "size=40m", "holdfast", directory.toString());
    if (!said.isEmpty()) {
      System.out.println("skipped: a small file system cannot be mounted here: " + said);
    }
    assumeTrue(said.isEmpty(), said);
    try {
      Path data = directory.resolve("data");
      try (TestProcess node = TestProcess.start(data)) {
        stock(node.store);
        Path ballast = directory.resolve("ballast");
        sell(node.line, "roomy", 300);
        fill(ballast);
        int sent = 0;
        while (ledger.unknown.isEmpty() && sent < 200_000) {
          sell(node.line, "tight" + sent, 50);
          sent += 50;
        }
        assertThat(node.exitCode()).isEqualTo(70);
        assertThat(node.output()).contains("the node cannot go on", "disk full");
        Files.delete(ballast);
      }
      assertThat(run("mount", "-o", "remount,size=200m", directory.toString())).isEmpty();
      try (TestProcess node = TestProcess.start(data)) {
        ledger.compare(node.line);
        ledger.resolve(node.line);
        ledger.compareUnits(node.store, SKUS);
        assertSound(node);
      }
    } finally {
      assertThat(run("umount", directory.toString())).isEmpty();
    }
  }

  /** Leaves no room at all. */
  private static void fill(Path ballast) throws IOException {
    byte[] block = new byte[4_096];
    try (var out = Files.newOutputStream(ballast)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  private static String run(String... command) throws IOException, InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      return process.exitValue() == 0 ? "" : "exit code " + process.exitValue() + ": " + said;
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void stock(Storefront store) {
    store.withWeb();
    SKUS.forEach(sku -> store.count(sku, "east", 1_000_000));
  }

  private static CreateHoldRequest.Builder basket(String id) {
    return create(id, of(SKUS.get(0), 1), of(SKUS.get(1), 2), of(SKUS.get(2), 3));
  }

  private void sell(GrpcLine line, String prefix, int holds) {
    for (int i = 0; i < holds; i++) {
      ledger.create(line, basket(prefix + i).build(), Hold.State.HELD);
    }
    ledger.await();
  }

  private static void assertSound(TestProcess node) {
    await()
        .atMost(20, TimeUnit.SECONDS)
        .untilAsserted(
            () ->
                assertThat(Storefront.audit(node.line))
                    .singleElement()
                    .matches(summary -> summary.getPassed(), "the audit passes"));
  }
}
