package dev.holdfast.cluster.behind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cluster.host.Call;
import dev.holdfast.engine.HoldCommand.Cancel;
import dev.holdfast.engine.HoldCommand.Confirm;
import dev.holdfast.engine.HoldCommand.Create;
import dev.holdfast.engine.HoldCommand.Extend;
import dev.holdfast.engine.HoldCommand.Line;
import dev.holdfast.engine.HoldCommand.Part;
import dev.holdfast.engine.HoldCommand.Release;
import dev.holdfast.engine.HoldCommand.Ship;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.shard.Archive;
import dev.holdfast.engine.shard.BasketPage;
import dev.holdfast.engine.shard.EffectKinds;
import dev.holdfast.engine.shard.Frame;
import dev.holdfast.engine.shard.Projection;
import dev.holdfast.engine.shard.Shard;
import dev.holdfast.engine.shard.ShardMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** After each kind of effect the rows in PostgreSQL are the shard's. */
class EffectKindTest {
  private static final ShardMap MAP = new ShardMap(TestMember.SHARDS);
  private static final String ONE = "mug";
  private static final String OTHER =
      Shop.SKUS.stream().filter(sku -> MAP.shardOf(sku) != MAP.shardOf(ONE)).findFirst().get();

  /** What is done, a step a line; everything is drained and compared after each. */
  private interface Scenario {
    void run(Steps steps);
  }

  private static final Map<String, Scenario> SCENARIOS =
      Map.ofEntries(
          Map.entry("NAME", s -> s.step(() -> s.shop.count("new", "east", 3, 1))),
          Map.entry("COUNT", s -> s.step(() -> s.shop.count(ONE, "east", 7, 2))),
          Map.entry("ADJUST", s -> s.step(() -> s.shop.adjust(ONE, "east", 4, "a"))),
          Map.entry("PUT", s -> s.hold(ONE)),
          Map.entry("BEGIN", s -> s.hold(ONE, OTHER)),
          Map.entry(
              "CONFIRM",
              s -> {
                HoldName hold = s.hold(ONE);
                s.step(() -> s.shop.hold(new Confirm(hold, "o", false, null)));
              }),
          Map.entry(
              "RELEASE",
              s -> {
                HoldName hold = s.hold(ONE);
                s.step(() -> s.shop.hold(new Release(hold, null)));
              }),
          Map.entry(
              "EXPIRE",
              s -> {
                s.hold(ONE);
                s.step(() -> s.pass(61_000));
              }),
          Map.entry(
              "EXTEND",
              s -> {
                HoldName hold = s.hold(ONE);
                s.step(() -> s.shop.hold(new Extend(hold, TestMember.START + 90_000, null)));
              }),
          Map.entry(
              "SHIP",
              s -> {
                HoldName hold = s.confirmed(ONE);
                s.step(() -> s.ship(hold, new Part(ONE, 1)));
                s.step(() -> s.ship(hold));
              }),
          Map.entry(
              "CANCEL",
              s -> {
                HoldName hold = s.confirmed(ONE);
                s.step(() -> s.cancel(hold, new Part(ONE, 1)));
                s.step(() -> s.cancel(hold));
              }),
          Map.entry(
              "SETTLE",
              s -> {
                HoldName hold = s.confirmed(ONE, OTHER);
                s.step(() -> s.cancel(hold));
              }),
          Map.entry(
              "SHIP_INTENT",
              s -> {
                HoldName hold = s.confirmed(ONE, OTHER);
                s.step(() -> s.ship(hold, new Part(OTHER, 1), new Part(ONE, 1)));
                s.step(() -> s.ship(hold));
              }),
          Map.entry(
              "ABANDON",
              s -> {
                s.step(() -> s.empty(ONE));
                s.step(() -> s.wholeHold("a", ONE, OTHER));
                s.step(() -> s.empty(OTHER));
                s.step(() -> s.shop.count(ONE, "east", 9, 9));
                s.step(() -> s.wholeHold("b", ONE, OTHER));
              }),
          Map.entry(
              "SHORT",
              s -> {
                s.hold(ONE, OTHER);
                s.step(s::becomeShort);
              }),
          Map.entry(
              "SHIP_ABANDONED",
              s -> {
                HoldName hold = s.confirmed(ONE, OTHER);
                s.step(() -> s.empty(ONE));
                s.step(() -> s.ship(hold));
                s.step(() -> s.empty(OTHER));
                s.step(() -> s.shop.count(ONE, "east", 9, 9));
                s.step(() -> s.ship(hold));
              }));

  @TempDir private Path data;

  static Collection<String> kinds() {
    return EffectKinds.all().values();
  }

  @Test
  void everyKindHasItsScenario() {
    assertThat(SCENARIOS.keySet()).containsExactlyInAnyOrderElementsOf(kinds());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void rowsAreTheShardsAfter(String kind) throws Exception {
    TestStore store = TestStore.fresh();
    try (PostgresLedger ledger = store.ledger();
        TestMember member = TestMember.open(data, new TestMember.Control(), ledger)) {
      Steps steps = new Steps(member, ledger);
      steps.step(steps.shop::open);
      long[] from = steps.ends();
      SCENARIOS.get(kind).run(steps);
      Set<String> made = new TreeSet<>();
      for (int shard = 0; shard < TestMember.SHARDS; shard++) {
        made.addAll(steps.kinds(shard, from[shard]));
      }
      assertThat(made).as("what the scenario made").contains(kind);
      assertThat(member.fatal).isEmpty();
    }
  }

  /** Does something and compares. */
  private static final class Steps {
    final Shop shop;
    private final TestMember member;
    private final Ledger ledger;
    private int holds;

    Steps(TestMember member, Ledger ledger) {
      this.member = member;
      this.ledger = ledger;
      this.shop = new Shop(member.grid(), member.clock, 1);
    }

    void step(Runnable what) {
      what.run();
      member.drainAll();
      DrainTest.assertRowsAreTheShards(member, ledger);
    }

    void pass(long millis) {
      member.clock.millis += millis;
      member.node.tick();
    }

    /** A hold of three units of each, for a minute. */
    HoldName hold(String... skus) {
      HoldName[] made = new HoldName[1];
      step(() -> made[0] = shop.create("h" + holds++, 60_000, lines(skus)));
      return made[0];
    }

    private static Line[] lines(String... skus) {
      return Arrays.stream(skus).map(sku -> Shop.line(sku, 3)).toArray(Line[]::new);
    }

    /** All of it or nothing. */
    void wholeHold(String id, String... skus) {
      shop.hold(new Create(id, "web", List.of(lines(skus)), 60_000, null, false, ""));
    }

    HoldName confirmed(String... skus) {
      HoldName hold = hold(skus);
      step(() -> shop.hold(new Confirm(hold, "o", false, null)));
      return hold;
    }

    void ship(HoldName hold, Part... parts) {
      shop.hold(new Ship(hold, "s" + parts.length, List.of(parts), null));
    }

    void cancel(HoldName hold, Part... parts) {
      shop.hold(new Cancel(hold, "c" + parts.length, List.of(parts), null));
    }

    /** Every basket loses units at every shard that it stands on. */
    void becomeShort() {
      for (int home = 0; home < TestMember.SHARDS; home++) {
        for (int line = 0; line < TestMember.SHARDS; line++) {
          becomeShort(home, line);
        }
      }
    }

    private void becomeShort(int home, int line) {
      List<BasketPage.Basket> found = new ArrayList<>();
      member.peers.tell(
          home,
          Call.internal(
              c -> c.basketsAt(line, TestMember.SHARDS, BasketPage.START),
              outcome -> outcome.map(reader -> found.addAll(reader.baskets().baskets()))));
      for (BasketPage.Basket basket : found) {
        member.peers.tell(
            home, Call.internal(c -> c.becomeShort(basket.key(), basket.attempt()), done -> {}));
      }
    }

    /** Nothing of it is on hand any more. */
    void empty(String sku) {
      shop.count(sku, "east", 0, 5);
      shop.count(sku, "west", 0, 5);
    }

    long[] ends() {
      long[] ends = new long[TestMember.SHARDS];
      for (int shard = 0; shard < ends.length; shard++) {
        ends[shard] = member.journal.lastSequence(shard);
      }
      return ends;
    }

    /** Kinds of the effects after a sequence. */
    Set<String> kinds(int number, long after) {
      Shard shard = new Shard(number, Projection.LIMITS, Archive.none(), lateMillis -> {});
      Set<String> kinds = new TreeSet<>();
      member.journal.read(
          number,
          0,
          (epoch, first, last, bytes, offset, length) -> {
            Frame record = Frame.wrap(bytes, offset + length);
            record.seek(offset);
            var found = EffectKinds.fold(shard, record);
            if (first > after) {
              kinds.addAll(found);
            }
            return true;
          });
      return kinds;
    }
  }
}
