package dev.holdfast.server;

import static dev.holdfast.server.Storefront.create;
import static dev.holdfast.server.Storefront.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.v1.GetStatusRequest;
import dev.holdfast.v1.GridStatus;
import dev.holdfast.v1.Hold;
import dev.holdfast.v1.ShardStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that snapshots often and keeps no ended hold in memory. */
class SnapshotTest {
  private static final List<String> SKUS =
      List.of(Skus.apart("often", 2).get(0), Skus.apart("often", 2).get(1));
  private static final String[] SETTINGS = {
    "cluster.shards=2", "snapshot.effects=1000", "holds.ended-in-memory=0"
  };

  @TempDir Path directory;
  private final Ledger ledger = new Ledger();
  private int next;

  @Test
  void keepsEveryIdentityWhenTheLogBeforeItsSnapshotsIsGone() {
    try (TestProcess node = TestProcess.start(directory, SETTINGS)) {
      node.store.withWeb();
      SKUS.forEach(sku -> node.store.count(sku, "east", 1_000_000));
      for (int wanted = 1; wanted <= 2; wanted++) {
        sell(node.line, 1_200);
        long least = wanted * 1_000L;
        await()
            .atMost(20, TimeUnit.SECONDS)
            .until(() -> shards(node).stream().allMatch(s -> s.getSnapshotSequence() > least));
      }
      sell(node.line, 300);
      assertThat(ledger.unknown).isEmpty();
      assertThat(shards(node))
          .allMatch(shard -> shard.getEndedHolds() < 50, "all but the last batch's are archived");
      node.kill();
    }
    try (TestProcess node = TestProcess.start(directory, SETTINGS)) {
      assertThat(shards(node))
          .allMatch(shard -> shard.getSnapshotSequence() > 2_000)
          .allMatch(shard -> shard.getEpoch() == 2);
      ledger.compare(node.line);
      ledger.replay(node.line, Integer.MAX_VALUE);
      ledger.compareUnits(node.store, SKUS);
      Hold ended =
          ledger.holds().stream()
              .filter(hold -> hold.getState() == Hold.State.RELEASED && hold.getLinesCount() == 1)
              .findFirst()
              .orElseThrow();
      assertThat(
              RefusedCall.of(
                      () ->
                          node.store.hold(
                              create(ended.getHoldId(), of(ended.getLines(0).getSku(), 9)).build()))
                  .reason())
          .isEqualTo("HOLD_ID_REUSED");
      assertThat(Storefront.audit(node.line))
          .singleElement()
          .matches(summary -> summary.getPassed(), "the audit passes");
    }
  }

  private static List<ShardStatus> shards(TestProcess node) {
    return ((GridStatus) node.line.call(GetStatusRequest.getDefaultInstance())).getShardsList();
  }

  /** Baskets and single lines, most of them released. */
  private void sell(GrpcLine line, int holds) {
    for (int i = 0; i < holds; i++, next++) {
      Hold.State end = next % 5 == 0 ? Hold.State.HELD : Hold.State.RELEASED;
      ledger.create(
          line,
          next % 3 == 0
              ? create("snap-" + next, of(SKUS.get(0), 1), of(SKUS.get(1), 2)).build()
              : create("snap-" + next, of(SKUS.get(next % 2), 1)).build(),
          end);
    }
    ledger.await();
    await()
        .atMost(10, TimeUnit.SECONDS)
        .until(() -> ledger.granted.values().stream().allMatch(Ledger.Entry::isCertain));
  }
}
