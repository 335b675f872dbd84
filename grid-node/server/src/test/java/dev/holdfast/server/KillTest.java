package dev.holdfast.server;

import static dev.holdfast.server.Storefront.create;
import static dev.holdfast.server.Storefront.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.v1.CreateHoldRequest;
import dev.holdfast.v1.Hold;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that are killed, or told to stop, with calls in flight. */
class KillTest {
  private static final List<String> PLENTY = Skus.apart("plenty", 6);
  private static final List<String> SCARCE = Skus.apart("scarce", 3);
  private static final List<String> ALL = Stream.concat(PLENTY.stream(), SCARCE.stream()).toList();

  /** More for a longer look: {@code -Dholdfast.kill.rounds=10 -Dholdfast.kill.holds=10000}. */
  private static final int ROUNDS = Integer.getInteger("holdfast.kill.rounds", 3);

  /** Acknowledged in each round before the kill. */
  private static final int HOLDS = Integer.getInteger("holdfast.kill.holds", 1_500);

  @TempDir Path directory;
  private final Random random = new Random(7);
  private final Ledger ledger = new Ledger();
  private int next;

  @Test
  void losesNothingItAcknowledgedWhenKilled() {
    for (int round = 0; round <= ROUNDS; round++) {
      try (TestProcess node = TestProcess.start(directory)) {
        verify(node, round);
        if (round < ROUNDS) {
          int before = ledger.granted.size();
          Thread load = Thread.ofPlatform().start(() -> sell(node.line));
          await()
              .atMost(30, TimeUnit.SECONDS)
              .pollInterval(1, TimeUnit.MILLISECONDS)
              .until(() -> ledger.granted.size() >= before + HOLDS);
          node.kill();
          load.interrupt();
          join(load);
        }
      }
    }
  }

  @Test
  void answersWhatIsInFlightWhenTold() {
    try (TestProcess node = TestProcess.start(directory)) {
      verify(node, 0);
      Thread load = Thread.ofPlatform().start(() -> sell(node.line));
      await().atMost(30, TimeUnit.SECONDS).until(() -> ledger.granted.size() >= 200);
      node.terminate();
      assertThat(node.exitCode()).describedAs(node.output()).isEqualTo(143);
      load.interrupt();
      join(load);
      assertThat(node.output()).contains("stopping", "stopped").doesNotContain("ERROR");
      assertThat(node.ports.allFree()).isTrue();
    }
    try (TestProcess node = TestProcess.start(directory)) {
      verify(node, 1);
    }
  }

  private void verify(TestProcess node, int round) {
    if (round == 0) {
      node.store.withWeb();
      for (String sku : ALL) {
        node.store.count(sku, "east", SCARCE.contains(sku) ? 40 : 1_000_000);
        node.store.count(sku, "west", 30);
      }
    }
    ledger.compare(node.line);
    ledger.resolve(node.line);
    ledger.compare(node.line);
    ledger.replay(node.line, 300);
    ledger.compareUnits(node.store, ALL);
    assertThat(Storefront.audit(node.line))
        .singleElement()
        .matches(summary -> summary.getPassed(), "the audit passes");
  }

  /** Until interrupted. */
  private void sell(GrpcLine line) {
    while (!Thread.currentThread().isInterrupted()) {
      CreateHoldRequest.Builder request = create("kill-" + next++);
      int lines = 1 + random.nextInt(3);
      for (int i = 0; i < lines; i++) {
        boolean scarce = random.nextInt(40) == 0;
        List<String> skus = scarce ? SCARCE : PLENTY;
        request.addLines(of(skus.get(random.nextInt(skus.size())), 1 + random.nextInt(3)));
      }
      Hold.State end =
          List.of(Hold.State.HELD, Hold.State.CONFIRMED, Hold.State.RELEASED)
              .get(random.nextInt(3));
      ledger.create(line, request.build(), end);
    }
    ledger.await();
  }

  private static void join(Thread load) {
    try {
      assertThat(load.join(java.time.Duration.ofSeconds(30))).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }
}
