package dev.holdfast.cluster.behind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cluster.ledger.Explainer;
import dev.holdfast.cluster.ledger.StoreAudit;
import dev.holdfast.engine.AuditFinding;
import dev.holdfast.engine.shard.Archive;
import dev.holdfast.engine.shard.Frame;
import dev.holdfast.engine.shard.Projection;
import dev.holdfast.engine.shard.Shard;
import dev.holdfast.engine.shard.ShardMap;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An audit sees whatever is not as the log says. */
class StoreAuditTest {
  private static final String LIVE =
      "(shard, id) in (select shard, id from holds where end_time is null)";
  private static final String LIVE_MARK =
      "(shard, hold) in (select shard, id from holds where end_time is null and home = -1)";

  @TempDir private static Path data;

  private static TestStore store;
  private static PostgresLedger ledger;
  private static TestMember member;

  @BeforeAll
  static void aShopsDay() throws SQLException {
    store = TestStore.fresh();
    ledger = store.ledger();
    member = TestMember.open(data, new TestMember.Control(), ledger);
    Shop shop = new Shop(member.grid(), member.clock, 11);
    shop.open();
    for (int call = 0; call < 700; call++) {
      shop.next();
      if (call % 50 == 0) {
        member.node.tick();
        member.drainAll();
        member.node.keep();
      }
    }
    member.drainAll();
  }

  @AfterAll
  static void close() {
    member.close();
    ledger.close();
  }

  private static List<AuditFinding> audit(boolean requireStore) {
    List<AuditFinding> findings = new ArrayList<>();
    member.grid().audit(requireStore, findings::add).toCompletableFuture().join();
    return findings;
  }

  private static List<AuditFinding> failed() {
    List<AuditFinding> failed = new ArrayList<>(audit(true));
    failed.removeIf(finding -> finding.passed() || finding.check().equals("summary"));
    return failed;
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = store.connection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      connection.commit();
    }
  }

  @Test
  void whatWasDrainedAddsUp() {
    List<AuditFinding> findings = audit(true);
    assertThat(findings).allSatisfy(f -> assertThat(f.passed()).as("%s", f).isTrue());
    for (String check : List.of("I1", "I3", "I4", "I7", "I8")) {
      assertThat(findings)
          .filteredOn(f -> f.check().equals(check) && f.detail().startsWith("PostgreSQL"))
          .hasSizeGreaterThanOrEqualTo(TestMember.SHARDS)
          .anySatisfy(f -> assertThat(f.compared()).isPositive());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "positions  | set on_hand = on_hand + 1                                  | onHand is",
        "positions  | set held = held + 1 where held > 0                         | held",
        "positions  | set safety = 3                                             | safety is 3",
        "positions  | set sku = 'gold'                                           | gold",
        "positions  | delete                                                     | missing",
        "counts     | set source_version = source_version + 1                    | sources is",
        "counts     | delete                                                     | sources is",
        "names      | set name = 'gold' where number = 0                         | gold",
        "names      | delete where number = 0                                    | name 0,",
        "names      | delete where number = 2                                    | name 2,",
        "holds      | set state = 'HELD' where state = 'CONFIRMED' and end_time is null | state is",
        "holds      | set digest = digest + 1 where end_time is null             | digest is",
        "holds      | set expire_time = expire_time + interval '1 s' where state = 'HELD' | expire",
        "holds      | set end_time = null where state = 'EXPIRED' and not reopened | EXPIRED",
        "holds      | delete where state = 'CONFIRMED'                           | hold",
        "holds      | delete where state = 'RELEASED' and home = -1              | a line of hold",
        "lines      | set quantities[1] = quantities[1] + 1 where LIVE           | lines is",
        "lines      | delete where LIVE                                          | lines is",
        "identities | delete where LIVE_MARK                                     | marks is",
        "identities | set digest = digest + 1 where LIVE_MARK                    | marks is",
        "quotas     | set used = used + 1                                        | used is",
        "effects    | set record = set_byte(record, 36, 99) where last_sequence > 5 | be folded",
        "effects    | set epoch = epoch + 1 where last_sequence = 9              | says Header",
        "effects    | delete where last_sequence > 20 and last_sequence < 60     | missing",
        "movements  | set held = held + 1                                        | movement",
        "movements  | set hold = gen_random_uuid() where kind = 2                | movement",
        "movements  | set kind = 3 where kind = 4                                | movement",
        "movements  | delete                                                     | missing",
        "shards     | set oversold = 1                                           | more than was on"
            + " hand",
      })
  void oneWrongCellOrRowIsNamed(String table, String change, String named) throws SQLException {
    execute("create table saved as select * from " + table);
    try {
      execute(tampering(table.strip(), change.strip()));
      List<AuditFinding> failed = failed();
      assertThat(failed).as("after %s", change).isNotEmpty();
      assertThat(String.join("\n", failed.stream().map(AuditFinding::detail).toList()))
          .containsIgnoringCase(named.strip());
    } finally {
      execute("delete from " + table);
      execute("insert into " + table + " select * from saved");
      execute("drop table saved");
    }
  }

  /** Of one row. */
  private static String tampering(String table, String change) {
    int where = change.indexOf(" where ");
    String condition = where < 0 ? "" : change.substring(where);
    condition = condition.replace("LIVE_MARK", LIVE_MARK).replace("LIVE", LIVE);
    String what = where < 0 ? change : change.substring(0, where);
    String row =
        " where (tableoid, ctid) in (select tableoid, ctid from %s %s limit 1)"
            .formatted(table, condition);
    return what.startsWith("delete")
        ? "delete from " + table + row
        : "update " + table + " " + what + row;
  }

  @Test
  void aJournalThatLostItsEndIsNamed() throws SQLException {
    assertThat(against(upTo -> upTo - 1, false))
        .filteredOn(f -> f.check().equals("I7"))
        .singleElement()
        .satisfies(f -> assertThat(f.passed()).isFalse())
        .satisfies(f -> assertThat(f.detail()).contains("the journal's last batch until then"));
  }

  @Test
  void whatCannotBeComparedPassesOnlyIfItNeedNotBe() throws SQLException {
    new Shop(member.grid(), member.clock, 5).count("oil", "east", 77, 1_000_000);
    assertThat(member.node.behind()).isPositive();
    assertThat(passed(against(upTo -> Long.MAX_VALUE, true))).isFalse();
    assertThat(passed(against(upTo -> Long.MAX_VALUE, false))).isTrue();
    member.drainAll();
    assertThat(passed(against(upTo -> Long.MAX_VALUE, true))).isTrue();
  }

  private static boolean passed(List<AuditFinding> findings) {
    return findings.stream().allMatch(AuditFinding::passed);
  }

  /** Audits the shard of {@code oil} against copies of the journal up to another effect. */
  private static List<AuditFinding> against(LongUnaryOperator upTo, boolean required)
      throws SQLException {
    ShardMap shards = new ShardMap(TestMember.SHARDS);
    Explainer.Copies copies = (shard, end) -> folded(shard, upTo.applyAsLong(end));
    try (Connection connection = store.reading()) {
      return new StoreAudit(
              connection,
              shards.shardOf("oil"),
              shards,
              member.control.group.state().catalogue(),
              new StoreAudit.Sources(copies, copies),
              required)
          .run();
    }
  }

  private static Shard folded(int number, long upTo) {
    Shard shard = new Shard(number, Projection.LIMITS, Archive.none(), lateMillis -> {});
    member.journal.read(
        number,
        0,
        (epoch, first, last, bytes, offset, length) -> {
          if (last > upTo) {
            return false;
          }
          Frame record = Frame.wrap(bytes, offset + length);
          record.seek(offset);
          shard.fold(record);
          return true;
        });
    return shard;
  }

  @Test
  void aGrantBeyondWhatWasThereIsNamed() throws SQLException {
    execute("create table saved as select * from movements");
    try {
      execute("update movements set held = held + 1000 where kind = 2 and sequence < 40");
      assertThat(failed())
          .filteredOn(f -> f.check().equals("I1"))
          .anySatisfy(f -> assertThat(f.detail()).contains("promised of"));
    } finally {
      execute("delete from movements");
      execute("insert into movements select * from saved");
      execute("drop table saved");
    }
  }
}
