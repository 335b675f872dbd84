package dev.holdfast.cluster.behind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.AuditFinding;
import dev.holdfast.engine.GridStatus;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.shard.ShardLimits;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commits that fail, drainers that stop, disks that are lost. */
class DrainFaultTest {
  private static final LedgerTimeouts QUICK = new LedgerTimeouts(200, 5_000, 400, 6_000);

  @TempDir private Path data;
  @TempDir private Path other;

  @ParameterizedTest
  @EnumSource(
      value = FaultyStore.Commits.class,
      names = {"LOST_BEFORE", "LOST_AFTER"})
  void aRoundWhoseCommitFailsIsWrittenOnce(FaultyStore.Commits fault) throws Exception {
    TestStore store = TestStore.fresh();
    FaultyStore faulty = new FaultyStore(store);
    try (PostgresLedger ledger = new PostgresLedger(faulty, QUICK);
        TestMember member = TestMember.open(data, new TestMember.Control(), ledger)) {
      Shop shop = new Shop(member.grid(), member.clock, 3);
      shop.open();
      member.drainAll();
      for (int call = 0; call < 40; call++) {
        shop.next();
      }
      faulty.commits = fault;
      assertThat(member.node.drain()).isGreaterThan(20);
      assertThat(status(member).alarms()).isNotEmpty();
      assertThat(member.node.behind()).isPositive();
      faulty.commits = FaultyStore.Commits.FINE;
      shop.next();
      member.drainAll();
      assertThat(status(member).alarms()).isEmpty();
      DrainTest.assertRowsAreTheShards(member, ledger);
      assertEveryEffectIsThereOnce(store);
    }
  }

  private static GridStatus status(TestMember member) {
    return member.grid().status();
  }

  private static void assertEveryEffectIsThereOnce(TestStore store) throws Exception {
    assertThat(store.number("select sum(last_sequence - first_sequence + 1)::bigint from effects"))
        .isEqualTo(store.number("select sum(sequence)::bigint from shards"));
    assertThat(
            store.number(
                "select count(*) from (select 1 from movements"
                    + " group by shard, sequence, sku_number, location_number"
                    + " having count(*) > 1) as twice"))
        .isZero();
  }

  @Test
  void aRoundThatDiesBeforeItsCommitLeavesNothing() throws Exception {
    TestStore store = TestStore.fresh();
    FaultyStore faulty = new FaultyStore(store);
    TestMember.Control control = new TestMember.Control();
    try (PostgresLedger ledger = new PostgresLedger(faulty, QUICK);
        TestMember member = TestMember.open(data, control, ledger)) {
      Shop shop = new Shop(member.grid(), member.clock, 4);
      shop.open();
      member.drainAll();
      shop.next();
      faulty.commits = FaultyStore.Commits.LOST_BEFORE;
      member.node.drain();
    }
    try (PostgresLedger ledger = new PostgresLedger(store, QUICK);
        TestMember again = TestMember.open(data, control, ledger)) {
      again.drainAll();
      DrainTest.assertRowsAreTheShards(again, ledger);
      assertEveryEffectIsThereOnce(store);
    }
  }

  @Test
  void aDrainerThatStoppedInATransactionIsOvertakenAndWritesNothingLater() throws Exception {
    TestStore store = TestStore.fresh();
    TestMember.Control control = new TestMember.Control();
    try (PostgresLedger ledger = new PostgresLedger(store, QUICK);
        TestMember member = TestMember.open(data, control, ledger)) {
      new Shop(member.grid(), member.clock, 5).open();
      member.drainAll();
    }
    try (Connection stopped = store.connection();
        PostgresLedger ledger = new PostgresLedger(store, QUICK);
        Statement statement = stopped.createStatement()) {
      statement.execute(
          "set application_name = '"
              + PostgresLedger.APPLICATION
              + "';select sequence from shards where shard = 1 for update");
      try (TestMember next = TestMember.open(data, control, ledger)) {
        next.node.drain();
        assertThat(next.grid().status().alarms()).isNotEmpty();
        Shop shop = new Shop(next.grid(), next.clock, 6);
        while (next.node.behind() > 0 || !next.grid().status().alarms().isEmpty()) {
          shop.next();
          next.clock.millis += 200;
          Thread.sleep(20);
          next.node.drain();
        }
        assertThatThrownBy(
                () -> {
                  statement.execute("update shards set sequence = 1 where shard = 1");
                  stopped.commit();
                })
            .isInstanceOf(java.sql.SQLException.class);
        next.drainAll();
        DrainTest.assertRowsAreTheShards(next, ledger);
        assertEveryEffectIsThereOnce(store);
      }
    }
  }

  @Test
  void aDeposedDrainerStopsAndSaysSo() throws Exception {
    TestStore store = TestStore.fresh();
    try (PostgresLedger ledger = new PostgresLedger(store, QUICK);
        PostgresLedger successor = new PostgresLedger(store, QUICK);
        TestMember member = TestMember.open(data, new TestMember.Control(), ledger)) {
      Shop shop = new Shop(member.grid(), member.clock, 7);
      shop.open();
      member.drainAll();
      long before = store.number("select sequence from shards where shard = 0");
      Map<Integer, Witness> seen = successor.look(Map.of(0, 0L, 1, 0L, 2, 0L, 3, 0L));
      Map<Integer, Watermark> at = new TreeMap<>();
      seen.forEach((shard, witness) -> at.put(shard, witness.watermark()));
      successor.takeOver(member.directory.member(), Map.of(0, 9L, 1, 9L, 2, 9L, 3, 9L), at);
      for (int call = 0; call < 50; call++) {
        shop.next();
        member.clock.millis += 200;
        member.node.drain();
      }
      assertThat(store.number("select sequence from shards where shard = 0")).isEqualTo(before);
      assertThat(status(member).alarms().toString()).contains("later owner");
      assertThat(member.closed.toString()).contains("later owner");
    }
  }

  @Test
  void aMemberWithoutADiskComesBackFromPostgres() throws Exception {
    TestStore store = TestStore.fresh();
    long lost;
    List<GridStatus.ShardStatus> before;
    try (PostgresLedger ledger = new PostgresLedger(store, QUICK);
        TestMember member = TestMember.open(data, new TestMember.Control(), ledger)) {
      Shop shop = new Shop(member.grid(), member.clock, 8);
      shop.open();
      for (int call = 0; call < 300; call++) {
        shop.next();
      }
      shop.count("mug", "east", 500, 1_000_000);
      shop.create("kept", 60_000, Shop.line("mug", 3));
      member.drainAll();
      before = status(member).shards();
      shop.create("lost", 60_000, Shop.line("mug", 3));
      lost = member.clock.millis;
    }
    TestMember.Control control = new TestMember.Control();
    TestMember.recover(other, control, store, lost + 1_000);
    try (PostgresLedger ledger = new PostgresLedger(store, QUICK);
        TestMember member = TestMember.open(other, control, ledger)) {
      member.clock.millis = lost + 1_000;
      for (GridStatus.ShardStatus shard : status(member).shards()) {
        GridStatus.ShardStatus known = before.get(shard.shard());
        assertThat(shard.sequence()).isGreaterThanOrEqualTo(known.sequence());
        assertThat(shard.epoch()).isEqualTo(known.epoch() + 2);
      }
      assertThat(create(member, "kept", 0)).isInstanceOf(Answer.Done.class);
      assertThat(reason(create(member, "lost", lost))).isEqualTo(Reason.ISSUED_TOO_EARLY);
      assertThat(create(member, "new", lost + 1_000)).isInstanceOf(Answer.Done.class);
      long old = member.clock.millis - ShardLimits.DEFAULT.identityWindowMillis() - 1;
      assertThat(reason(create(member, "old", old))).isEqualTo(Reason.ISSUED_TOO_EARLY);
      member.drainAll();
    }
  }

  private static Answer<dev.holdfast.engine.Hold> create(
      TestMember member, String id, long issueMillis) {
    HoldCommand.Create create =
        new HoldCommand.Create(
            id, "web", List.of(Shop.line("mug", 3)), 60_000, null, true, "", issueMillis);
    return member.grid().hold(create, Long.MAX_VALUE).toCompletableFuture().join();
  }

  private static Reason reason(Answer<?> answer) {
    return ((Answer.Refused<?>) answer).reason();
  }

  @Test
  void aNewPostgresIsFilledFromTheJournal() throws Exception {
    TestStore store = TestStore.fresh();
    TestMember.Control control = new TestMember.Control();
    try (TestMember member = TestMember.withoutLedger(data, control)) {
      Shop shop = new Shop(member.grid(), member.clock, 9);
      shop.open();
      for (int call = 0; call < 4_000; call++) {
        shop.next();
      }
      for (int keep = 0; keep < 8; keep++) {
        member.node.keep();
      }
      assertThat(member.journal.firstSequence(0)).isGreaterThan(1);
    }
    try (PostgresLedger ledger = new PostgresLedger(store, QUICK);
        TestMember member = TestMember.open(data, control, ledger)) {
      member.drainAll();
      for (int shard = 0; shard < TestMember.SHARDS; shard++) {
        ShardRows rows =
            new ShardRows(
                dev.holdfast.engine.shard.Projection.LIMITS,
                dev.holdfast.engine.shard.Archive.none());
        ledger.read(shard, 0, rows);
        assertThat(rows.shard().sequence())
            .isEqualTo(status(member).shards().get(shard).sequence());
        assertThat(rows.shard().view().audit().differences()).isEmpty();
      }
    }
  }

  @Test
  void whatHasEndedSurvivesThatRowsAreWrittenAnew() throws Exception {
    TestStore store = TestStore.fresh();
    TestMember.Control control = new TestMember.Control();
    try (PostgresLedger ledger = new PostgresLedger(store, QUICK);
        TestMember member = TestMember.open(data, control, ledger)) {
      sell(member, 9, 400);
      member.drainAll();
    }
    store.run("create table ended as select shard, id from holds where end_time is not null");
    store.run("create table made as select shard, id from identities where hold is null");
    try (TestMember member = TestMember.withoutLedger(data, control)) {
      // Past the window of identities: PostgreSQL alone still has what ended before.
      member.clock.millis += TimeUnit.DAYS.toMillis(2);
      sell(member, 10, 4_000);
      for (int keep = 0; keep < 8; keep++) {
        member.node.keep();
      }
      assertThat(member.journal.firstSequence(0))
          .isGreaterThan(1 + store.number("select sequence from shards where shard = 0"));
    }
    try (PostgresLedger ledger = new PostgresLedger(store, QUICK);
        TestMember member = TestMember.open(data, control, ledger)) {
      member.drainAll();
      assertThat(store.number("select count(*) from ended")).isPositive();
      assertThat(store.number("select count(*) from made")).isPositive();
      assertThat(store.number("select count(*) from ended natural left join holds"))
          .isEqualTo(store.number("select count(*) from ended natural join holds"));
      assertThat(store.number("select count(*) from made natural left join identities"))
          .isEqualTo(store.number("select count(*) from made natural join identities"));
      assertThat(archivedButNotWritten(member, store)).isZero();
      sell(member, 11, 100);
      member.drainAll();
      List<AuditFinding> findings = new ArrayList<>();
      member.grid().audit(true, findings::add).toCompletableFuture().join();
      assertThat(findings).allSatisfy(f -> assertThat(f.passed()).as("%s", f).isTrue());
      assertThat(findings).anySatisfy(f -> assertThat(f.detail()).contains("where it begins"));
    }
  }

  private static long archivedButNotWritten(TestMember member, TestStore store) throws Exception {
    Set<UUID> archived = new HashSet<>();
    for (int shard = 0; shard < TestMember.SHARDS; shard++) {
      member.journal.exportArchive(
          shard,
          (id, forgetMillis, record) -> {
            archived.add(new UUID(id.high(), id.low()));
            return true;
          });
    }
    assertThat(archived).hasSizeGreaterThan(100);
    String ids = archived.stream().map(UUID::toString).collect(Collectors.joining(","));
    return store.number(
        """
        select count(*) from unnest('{%s}'::uuid[]) as archived (id)
        where not exists (select from holds h where h.id = archived.id and h.home = -1)
          and not exists (select from identities i where i.id = archived.id and i.hold is null)
        """
            .formatted(ids));
  }

  private static void sell(TestMember member, long seed, int calls) {
    Shop shop = new Shop(member.grid(), member.clock, seed);
    shop.open();
    for (int call = 0; call < calls; call++) {
      shop.next();
    }
  }

  @Test
  void upkeepGoesOnWhileAnAuditWaitsForPostgres() throws Exception {
    FaultyStore store = new FaultyStore(TestStore.fresh());
    try (PostgresLedger ledger = new PostgresLedger(store, QUICK);
        TestMember member = TestMember.open(data, new TestMember.Control(), ledger)) {
      sell(member, 12, 20);
      member.drainAll();
      AtomicInteger kept = new AtomicInteger();
      store.beforeReading =
          () -> {
            CompletableFuture.runAsync(member.node::keep).orTimeout(10, TimeUnit.SECONDS).join();
            kept.incrementAndGet();
          };
      member.grid().audit(true, finding -> {}).toCompletableFuture().join();
      assertThat(kept).hasValue(TestMember.SHARDS);
    }
  }

  @Test
  void theLogIsKeptUntilItIsDrained() throws Exception {
    TestStore store = TestStore.fresh();
    FaultyStore faulty = new FaultyStore(store);
    try (PostgresLedger ledger = new PostgresLedger(faulty, QUICK);
        TestMember member = TestMember.open(data, new TestMember.Control(), ledger)) {
      faulty.commits = FaultyStore.Commits.LOST_BEFORE;
      Shop shop = new Shop(member.grid(), member.clock, 10);
      shop.open();
      for (int call = 0; call < 4_000; call++) {
        shop.next();
      }
      member.node.drain();
      for (int keep = 0; keep < 8; keep++) {
        member.node.keep();
      }
      assertThat(status(member).shards().get(0).snapshotSequence()).isPositive();
      assertThat(member.journal.firstSequence(0)).isEqualTo(1);
      faulty.commits = FaultyStore.Commits.FINE;
      member.clock.millis += 10_000;
      member.drainAll();
      DrainTest.assertRowsAreTheShards(member, ledger);
      member.node.keep();
      assertThat(member.journal.firstSequence(0)).isGreaterThan(1);
    }
  }
}
