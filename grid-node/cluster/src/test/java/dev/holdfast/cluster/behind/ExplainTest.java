package dev.holdfast.cluster.behind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Availability;
import dev.holdfast.engine.ExplainQuery;
import dev.holdfast.engine.Explanation;
import dev.holdfast.engine.Explanation.Change;
import dev.holdfast.engine.Explanation.Effect;
import dev.holdfast.engine.Explanation.Level;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.StockGrid;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every availability that was ever answered is explained as it was answered. */
class ExplainTest {
  /** Nobody drains while a question waits. */
  private static final long SOON_MILLIS = 205;

  @TempDir private Path data;

  /** What was answered, by time. */
  private final TreeMap<Long, List<Availability>> answered = new TreeMap<>();

  private void shop(TestMember member, int calls, int drainEvery, long seed) {
    Shop shop = new Shop(member.grid(), member.clock, seed);
    shop.open();
    for (int call = 1; call <= calls; call++) {
      shop.next();
      // The first look lets holds expire, whose baskets' other shards hear of it after it.
      availability(member.grid());
      answered.put(member.clock.millis, availability(member.grid()));
      if (call % drainEvery == 0) {
        member.drainAll();
        member.node.keep();
      }
    }
  }

  private static List<Availability> availability(StockGrid grid) {
    return done(
        grid.availability("web", Shop.SKUS, true, StockGrid.NO_DEADLINE)
            .toCompletableFuture()
            .join());
  }

  private static <T> T done(Answer<T> answer) {
    assertThat(answer).isInstanceOf(Answer.Done.class);
    return ((Answer.Done<T>) answer).value();
  }

  private static Answer<Explanation> explain(TestMember member, ExplainQuery query) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SOON_MILLIS);
    return member.grid().explain(query, deadline).toCompletableFuture().join();
  }

  private static ExplainQuery at(String sku, long time) {
    return new ExplainQuery(sku, time, "web", 1_000, Long.MAX_VALUE);
  }

  /** Some of it is in PostgreSQL, the last calls are in the log alone. */
  @ParameterizedTest
  @ValueSource(longs = {1})
  void everyAnswerIsExplained(long seed) throws Exception {
    TestStore store = TestStore.fresh();
    try (PostgresLedger ledger = store.ledger();
        TestMember member = TestMember.open(data, new TestMember.Control(), ledger)) {
      shop(member, 390, 40, seed);
      int nth = 0;
      for (Map.Entry<Long, List<Availability>> then : answered.entrySet()) {
        if (nth++ % 40 == 0 || then.getKey().equals(answered.lastKey())) {
          for (Availability sku : then.getValue()) {
            assertExplains(member, sku, then.getKey());
          }
        }
      }
    }
  }

  @Test
  void withoutPostgresTheLogExplainsAll() {
    try (TestMember member = TestMember.withoutLedger(data, new TestMember.Control())) {
      shop(member, 120, 1_000, 3);
      long time = answered.lastKey();
      for (long then : List.of(answered.firstKey(), answered.floorKey(time - 900), time)) {
        for (Availability sku : answered.get(then)) {
          Explanation why = done(explain(member, at(sku.sku(), then)));
          assertThat(why.pool().orElseThrow().available()).isEqualTo(sku.available());
          assertThat(why.missing()).anySatisfy(m -> assertThat(m).contains("PostgreSQL is away"));
        }
      }
    }
  }

  @Test
  void aPostgresThatHangsIsNotWaitedForBeyondTheDeadline() throws Exception {
    TestStore store = TestStore.fresh();
    try (PostgresLedger ledger = store.ledger();
        TestMember member = TestMember.open(data, new TestMember.Control(), ledger)) {
      shop(member, 40, 10, 5);
      try (Connection other = store.connection();
          Statement lock = other.createStatement()) {
        lock.execute("lock table shards in access exclusive mode");
        long start = System.nanoTime();
        Explanation why = done(explain(member, at("mug", answered.lastKey())));
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(20));
        assertThat(why.missing()).anySatisfy(m -> assertThat(m).contains("PostgreSQL is away"));
      }
    }
  }

  private static void assertExplains(TestMember member, Availability expected, long then) {
    Explanation why = done(explain(member, at(expected.sku(), then)));
    String what = expected.sku() + " at " + then + " was " + expected;
    assertThat(why.missing()).as(what).isEmpty();
    assertThat(why.pool().orElseThrow().available()).as(what).isEqualTo(expected.available());
    assertThat(levels(why.positions())).as(what).isEqualTo(levels(expected.positions()));
    assertLeadsThere(why, what);
  }

  private static Map<String, Level> levels(List<Position> positions) {
    Map<String, Level> levels = new HashMap<>();
    positions.forEach(
        p -> levels.put(p.location(), new Level(p.onHand(), p.held(), p.committed())));
    return levels;
  }

  /** From the positions back, effect by effect, to nothing. */
  private static void assertLeadsThere(Explanation why, String what) {
    Map<String, Level> levels = levels(why.positions());
    long sequence = Long.MAX_VALUE;
    for (Effect effect : why.effects()) {
      assertThat(effect.revision().sequence()).isLessThan(sequence);
      assertThat(effect.timeMillis()).isLessThanOrEqualTo(why.timeMillis());
      assertThat(effect.text()).doesNotContain("null");
      sequence = effect.revision().sequence();
      for (Change change : effect.changes()) {
        assertThat(levels.put(change.location(), change.before()))
            .as("%s in %s", effect, what)
            .isEqualTo(change.after());
      }
    }
    assertThat(levels.values()).as(what).allMatch(new Level(0, 0, 0)::equals);
  }

  @Test
  void pagesShowEveryEffectOnce() throws Exception {
    TestStore store = TestStore.fresh();
    try (PostgresLedger ledger = store.ledger();
        TestMember member = TestMember.open(data, new TestMember.Control(), ledger)) {
      shop(member, 210, 60, 5);
      long time = answered.floorKey(answered.lastKey() - 200);
      List<Effect> all = done(explain(member, at("mug", time))).effects();
      List<Effect> paged = new ArrayList<>();
      for (long before = Long.MAX_VALUE; before != 0; ) {
        Explanation page = done(explain(member, new ExplainQuery("mug", time, "web", 7, before)));
        paged.addAll(page.effects());
        before = page.before();
      }
      assertThat(all).hasSizeGreaterThan(14);
      assertThat(paged).isEqualTo(all);
      assertThat(all.getLast().text()).startsWith("counted 50 at ");
      assertThat(all).anySatisfy(e -> assertThat(e.orderId()).startsWith("o"));
      assertThat(all)
          .filteredOn(e -> e.kind() == Explanation.Kind.HOLD)
          .allSatisfy(e -> assertThat(e.pool()).isEqualTo("web"));
    }
  }

  @Test
  void whatIsNotThereIsRefused() throws Exception {
    TestStore store = TestStore.fresh();
    try (PostgresLedger ledger = store.ledger();
        TestMember member = TestMember.open(data, new TestMember.Control(), ledger)) {
      shop(member, 10, 5, 5);
      assertThat(reason(explain(member, at("gold", ExplainQuery.NOW))))
          .isEqualTo(Reason.SKU_NOT_STOCKED);
      assertThat(reason(explain(member, new ExplainQuery("mug", 1, "moon", 9, Long.MAX_VALUE))))
          .isEqualTo(Reason.POOL_NOT_FOUND);
      Explanation before = done(explain(member, new ExplainQuery("mug", 1, "", 9, 99)));
      assertThat(before.positions()).isEmpty();
      assertThat(before.effects()).isEmpty();
    }
  }

  private static Reason reason(Answer<?> answer) {
    assertThat(answer).isInstanceOf(Answer.Refused.class);
    return ((Answer.Refused<?>) answer).reason();
  }
}
