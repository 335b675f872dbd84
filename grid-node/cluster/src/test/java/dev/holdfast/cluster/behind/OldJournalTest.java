package dev.holdfast.cluster.behind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.AuditFinding;
import dev.holdfast.engine.GridStatus;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.RestorePoint;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.engine.catalogue.CatalogueCommand.CreateLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.LocationSpec;
import dev.holdfast.engine.catalogue.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data.dir that is older than what PostgreSQL knows: restored from a backup, or overtaken. */
class OldJournalTest {
  private static final long LATER = TestMember.START + 10_000_000;

  @TempDir private Path data;
  @TempDir private Path backup;
  @TempDir private Path elsewhere;

  private TestStore store;
  private TestMember.Control control;
  private TestMember.Control oldControl;
  private List<GridStatus.ShardStatus> end;

  /** Sells, is copied, sells more under a later catalogue and two more epochs, and drains all. */
  @BeforeEach
  void sellMoreAfterABackup() throws Exception {
    store = TestStore.fresh();
    control = new TestMember.Control();
    try (PostgresLedger ledger = store.ledger();
        TestMember member = TestMember.open(data, control, ledger)) {
      Shop shop = new Shop(member.grid(), member.clock, 1);
      shop.open();
      sell(shop, 200);
      member.drainAll();
    }
    oldControl = control.copy();
    copy(data, backup);
    try (TestMember member = TestMember.open(data, control, store.ledger())) {
      sell(new Shop(member.grid(), member.clock, 2), 20);
    }
    try (PostgresLedger ledger = store.ledger();
        TestMember member = TestMember.open(data, control, ledger)) {
      member
          .grid()
          .change(
              new CreateLocation("late", new LocationSpec(Location.Kind.STORE, true, "", 0)),
              StockGrid.NO_DEADLINE);
      Shop shop = new Shop(member.grid(), member.clock, 3);
      Shop.SKUS.forEach(sku -> shop.count(sku, "late", 500, 1_000_000));
      Shop.SKUS.forEach(sku -> shop.count(sku, "east", 500, 1_000_000));
      sell(shop, 200);
      shop.create("kept", 86_400_000, Shop.line("mug", 2), Shop.line("pen", 3));
      member.drainAll();
      end = member.grid().status().shards();
    }
  }

  private static void sell(Shop shop, int calls) {
    for (int call = 0; call < calls; call++) {
      shop.next();
    }
  }

  @Test
  void takesWhatItDoesNotHaveFromPostgres() throws Exception {
    assertComesBack(backup, oldControl);
  }

  @Test
  void alsoIfTheControlGroupIsNotTheOldOne() throws Exception {
    assertComesBack(backup, control);
  }

  private void assertComesBack(Path path, TestMember.Control group) throws Exception {
    Restored restored = TestMember.catchUp(path, group, store, LATER).orElseThrow();
    assertThat(restored.atMillis()).isEqualTo(LATER);
    assertThat(store.number("select count(*) from restores")).isEqualTo(restored.points().size());
    try (PostgresLedger ledger = store.ledger();
        TestMember member = TestMember.open(path, group, ledger)) {
      member.clock.millis = LATER;
      for (GridStatus.ShardStatus shard : member.grid().status().shards()) {
        assertThat(shard.sequence()).isGreaterThanOrEqualTo(end.get(shard.shard()).sequence());
        assertThat(shard.epoch()).isGreaterThan(end.get(shard.shard()).epoch());
      }
      assertThat(create(member, "kept", 0)).isInstanceOf(Answer.Done.class);
      assertThat(((Answer.Refused<?>) create(member, "lost", LATER - 1)).reason())
          .isEqualTo(Reason.ISSUED_TOO_EARLY);
      assertThat(create(member, "new", LATER)).isInstanceOf(Answer.Done.class);
      member.drainAll();
      assertThat(member.closed).isEmpty();
      assertThat(member.grid().status().alarms()).isEmpty();
      List<AuditFinding> findings = new ArrayList<>();
      member.grid().audit(true, findings::add).toCompletableFuture().join();
      assertThat(findings).allSatisfy(f -> assertThat(f.passed()).as("%s", f).isTrue());
      assertThat(findings)
          .filteredOn(f -> f.check().equals("restored"))
          .hasSize(restored.points().size())
          .anySatisfy(
              f ->
                  assertThat(f.detail())
                      .startsWith(
                          "came back from PostgreSQL at 2027-01-15T10:46:40Z: up to effect"));
      assertThat(member.grid().status().restorePoints())
          .extracting(RestorePoint::sequence)
          .contains(end.get(0).sequence());
    }
    assertThat(TestMember.catchUp(path, group, store, LATER + 1)).isEmpty();
  }

  private static Answer<Hold> create(TestMember member, String id, long issueMillis) {
    HoldCommand.Create create =
        new HoldCommand.Create(
            id,
            "web",
            List.of(Shop.line("mug", 2), Shop.line("pen", 3)),
            86_400_000,
            null,
            true,
            "",
            issueMillis);
    return member.grid().hold(create, Long.MAX_VALUE).toCompletableFuture().join();
  }

  @Test
  void closesWhenPostgresComesLaterAndTakesTheRestAtTheNextStart() throws Exception {
    long before = store.number("select sum(sequence)::bigint from shards");
    try (PostgresLedger ledger = store.ledger();
        TestMember member = TestMember.open(backup, oldControl, ledger)) {
      member.node.drain();
      assertThat(member.closed.toString()).contains("older than what was acknowledged");
      assertThat(member.grid().status().shards())
          .anySatisfy(shard -> assertThat(shard.open()).isFalse());
      assertThat(member.grid().status().alarms().toString()).contains("PostgreSQL has effects");
      member.node.drain();
    }
    assertThat(store.number("select sum(sequence)::bigint from shards")).isEqualTo(before);
    assertThat(DrainedMarks.read(backup).mark(0)).isEqualTo(end.get(0).sequence());
    assertComesBack(backup, oldControl);
  }

  @Test
  void staysClosedIfItHasSoldMeanwhile() throws Exception {
    long before = store.number("select sum(sequence)::bigint from shards");
    try (PostgresLedger ledger = store.ledger();
        TestMember member = TestMember.open(backup, oldControl, ledger)) {
      sell(new Shop(member.grid(), member.clock, 4), 2_000);
      member.node.drain();
      assertThat(member.closed.toString()).contains("different histories");
      member.node.drain();
    }
    assertThat(store.number("select sum(sequence)::bigint from shards")).isEqualTo(before);
    assertThat(DrainedMarks.read(backup).disagreed(0)).isTrue();
    assertThatThrownBy(() -> TestMember.catchUp(backup, oldControl, store, LATER))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("an empty data.dir")
        .hasMessageContaining("an empty database");
    TestStore empty = TestStore.fresh();
    assertThat(TestMember.catchUp(backup, oldControl, empty, LATER)).isEmpty();
    assertThat(DrainedMarks.read(backup).mark(0)).isZero();
  }

  @Test
  void doesNotServeWhatAnotherMemberHasTakenOver() throws Exception {
    TestMember.Control taken = new TestMember.Control();
    TestMember.recover(elsewhere, taken, store, LATER);
    try (PostgresLedger ledger = store.ledger();
        TestMember member = TestMember.open(data, control, ledger)) {
      member.node.drain();
      assertThat(member.closed.toString()).contains("has taken the grid over");
    }
    assertThatThrownBy(() -> TestMember.catchUp(data, control, store, LATER))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("has taken the grid over from PostgreSQL");
    assertThat(DrainedMarks.read(data).disagreed(0)).isTrue();
    try (PostgresLedger ledger = store.ledger();
        TestMember member = TestMember.open(elsewhere, taken, ledger)) {
      member.drainAll();
      assertThat(member.closed).isEmpty();
    }
  }

  @Test
  void aPostgresThatIsTheOlderIsFilledAgain() throws Exception {
    store.run("update shards set sequence = 0, effect_epoch = 0, epoch = 0, member = null");
    assertThat(TestMember.catchUp(data, control, store, LATER)).isEmpty();
  }

  @Test
  void marksThatNeitherReachesAreNamed() throws Exception {
    DrainedMarks marks = DrainedMarks.read(data);
    marks.set(2, 1_000_000);
    marks.save();
    assertThatThrownBy(() -> TestMember.catchUp(data, control, store, LATER))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("shard 2: effects up to 1000000 were written behind");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(file -> !file.equals(from)).toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }
}
