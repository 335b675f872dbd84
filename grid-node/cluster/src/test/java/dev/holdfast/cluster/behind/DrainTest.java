package dev.holdfast.cluster.behind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.engine.AuditFinding;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.engine.catalogue.CatalogueCommand.LocationSpec;
import dev.holdfast.engine.catalogue.CatalogueCommand.UpdateLocation;
import dev.holdfast.engine.catalogue.Location;
import dev.holdfast.engine.rows.Changes;
import dev.holdfast.engine.shard.Archive;
import dev.holdfast.engine.shard.Frame;
import dev.holdfast.engine.shard.Projection;
import dev.holdfast.engine.shard.Shard;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is drained is what the shards remember. */
class DrainTest {

  @TempDir private Path data;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void rowsMakeTheShardsAgainAtAnyMoment(long seed) throws Exception {
    TestStore store = TestStore.fresh();
    try (PostgresLedger ledger = store.ledger();
        TestMember member = TestMember.open(data, new TestMember.Control(), ledger)) {
      Shop shop = new Shop(member.grid(), member.clock, seed);
      shop.open();
      for (int call = 0; call < 600; call++) {
        shop.next();
        if (call % 7 == seed) {
          member.node.tick();
          member.drainAll();
        }
        if (call % 150 == 149) {
          member.drainAll();
          assertRowsAreTheShards(member, ledger);
        }
      }
      assertThat(findings(member)).allSatisfy(f -> assertThat(f.passed()).as("%s", f).isTrue());
      assertThat(member.fatal).isEmpty();
    }
  }

  private static List<AuditFinding> findings(TestMember member) {
    List<AuditFinding> findings = new ArrayList<>();
    member.grid().audit(false, findings::add).toCompletableFuture().join();
    return findings;
  }

  static void assertRowsAreTheShards(TestMember member, Ledger ledger) {
    for (int shard = 0; shard < TestMember.SHARDS; shard++) {
      ShardRows rows = new ShardRows(Projection.LIMITS, Archive.none());
      ledger.read(shard, 1_000_000_000, rows);
      Shard folded = folded(member, shard);
      long digest = rows.shard().view().digest();
      assertThat(rows.shard().view().audit().differences()).isEmpty();
      long expectedDigest = folded.view().digest();
      Changes found = Projection.whole(rows.shard()).changes();
      Changes expected = Projection.whole(folded).changes();
      assertThat(found.at()).isEqualTo(expected.at());
      assertThat(found.names()).isEqualTo(expected.names());
      assertThat(found.positions()).containsExactlyInAnyOrderElementsOf(expected.positions());
      assertThat(found.holds()).containsExactlyInAnyOrderElementsOf(expected.holds());
      assertThat(found.adjustments()).isEqualTo(expected.adjustments());
      assertThat(found.quotas()).containsExactlyInAnyOrderElementsOf(expected.quotas());
      assertThat(digest).isEqualTo(expectedDigest);
    }
  }

  /** The whole log, folded from nothing. */
  private static Shard folded(TestMember member, int number) {
    Shard shard = new Shard(number, Projection.LIMITS, Archive.none(), lateMillis -> {});
    member.journal.read(
        number,
        0,
        (epoch, first, last, bytes, offset, length) -> {
          Frame record = Frame.wrap(bytes, offset + length);
          record.seek(offset);
          shard.fold(record);
          return true;
        });
    return shard;
  }

  @Test
  void everyVersionOfTheCatalogueIsSaved() throws Exception {
    TestStore store = TestStore.fresh();
    TestMember.Control control = new TestMember.Control();
    try (PostgresLedger ledger = store.ledger();
        TestMember member = TestMember.open(data, control, ledger)) {
      new Shop(member.grid(), member.clock, 1).open();
      member.drainAll();
      for (int safety = 1; safety <= 20; safety++) {
        change(member, safety);
      }
      member.node.drain();
      assertThat(store.number("select count(*) from catalogue where version > 0"))
          .isEqualTo(store.number("select max(version) from catalogue"))
          .isEqualTo(member.grid().status().catalogueVersion());
      change(member, 21);
      change(member, 22);
      member.node.drain();
      assertThat(store.number("select count(*) from catalogue where version > 0"))
          .isEqualTo(member.grid().status().catalogueVersion());
    }
  }

  private static void change(TestMember member, long safety) {
    LocationSpec spec = new LocationSpec(Location.Kind.STORE, true, "", safety);
    member.grid().change(new UpdateLocation("east", spec, ""), StockGrid.NO_DEADLINE);
  }

  @Test
  void aRoundThatSpansDaysFindsAPartitionForEach() throws Exception {
    TestStore store = TestStore.fresh();
    try (PostgresLedger ledger = store.ledger();
        TestMember member = TestMember.open(data, new TestMember.Control(), ledger)) {
      Shop shop = new Shop(member.grid(), member.clock, 1);
      shop.open();
      for (int day = 1; day <= 4; day++) {
        member.clock.millis += TimeUnit.DAYS.toMillis(1);
        shop.count("mug", "east", 60 + day, 1 + day);
      }
      member.drainAll();
      assertThat(store.number("select count(distinct tableoid) from effects")).isEqualTo(5);
      assertThat(store.number("select count(distinct tableoid) from movements")).isEqualTo(5);
    }
  }

  @Test
  void aHoldThatBeganAndEndedBetweenTwoDrainsIsKnown() throws Exception {
    TestStore store = TestStore.fresh();
    try (PostgresLedger ledger = store.ledger();
        TestMember member = TestMember.open(data, new TestMember.Control(), ledger)) {
      Shop shop = new Shop(member.grid(), member.clock, 1);
      shop.open();
      member.drainAll();
      var name = shop.create("brief", 1_000, Shop.line("mug", 2));
      shop.hold(new dev.holdfast.engine.HoldCommand.Release(name, null));
      member.drainAll();
      assertThat(
              store.number(
                  "select count(*) from holds where hold_id = 'brief'"
                      + " and state = 'RELEASED' and end_time is not null"))
          .isEqualTo(1);
      assertThat(
              store.number(
                  "select count(*) from lines l join holds h using (shard, id, home)"
                      + " where h.hold_id = 'brief'"))
          .isEqualTo(1);
    }
  }
}
