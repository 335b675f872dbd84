package dev.holdfast.cluster.node;

import static dev.holdfast.cluster.node.OneNode.SECOND;
import static dev.holdfast.cluster.node.OneNode.create;
import static dev.holdfast.cluster.node.OneNode.join;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cluster.host.Call;
import dev.holdfast.cluster.host.Settler;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Availability;
import dev.holdfast.engine.Backing;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.HoldState;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.engine.shard.HoldKey;
import dev.holdfast.engine.shard.Settlement;
import dev.holdfast.engine.shard.ShardMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds whose lines fall into two shards. */
class BasketTest {
  private static final String CUP = OneNode.sku(0, "cup");
  private static final String PEN = OneNode.sku(1, "pen");

  @TempDir Path directory;
  private OneNode node;

  @BeforeEach
  void open() {
    node = new OneNode(directory);
    node.adjust(CUP, "east", 1, "a");
    node.adjust(PEN, "east", 1, "a");
  }

  @AfterEach
  void close() {
    assertThat(node.fatal).isEmpty();
    node.close();
  }

  @Test
  void givesUpWaitingForAnotherAtTheDeadlineOfItsCall() {
    node.holdBack(1);
    CompletableFuture<Answer<Hold>> first = hold(basket("first"), StockGrid.NO_DEADLINE);
    long deadline = node.nanos + SECOND / 2;
    CompletableFuture<Answer<Hold>> second = hold(basket("second"), deadline);
    node.pass(499);
    assertThat(second).isNotDone();
    node.pass(2);
    assertThat(reason(second)).isEqualTo(Reason.DEADLINE_PASSED);
    node.letThrough();
    Hold granted = done(first);
    release(granted);
    assertThat(done(hold(basket("second"), node.nanos + SECOND)).state())
        .describedAs("the identity is free: nothing was decided under it")
        .isEqualTo(HoldState.HELD);
  }

  @Test
  void asksNoFurtherShardWhenOneMadeItWaitTooLong() {
    node.holdBack(1);
    hold(basket("first"), StockGrid.NO_DEADLINE);
    CompletableFuture<Answer<Hold>> second = hold(basket("second"), StockGrid.NO_DEADLINE);
    node.pass(1_900);
    assertThat(second).isNotDone();
    node.pass(200);
    assertThat(reason(second)).isEqualTo(Reason.OVERLOADED);
  }

  @Test
  void givesAShipmentUpAtTheDeadlineOfItsCall() {
    Hold hold = done(hold(basket("h"), StockGrid.NO_DEADLINE));
    HoldName name = new HoldName(hold.home(), "h");
    done(hold(new HoldCommand.Confirm(name, "", false, null), StockGrid.NO_DEADLINE));
    node.holdBack(1);
    HoldCommand.Ship ship = new HoldCommand.Ship(name, "s", List.of(), null);
    CompletableFuture<Answer<Hold>> shipped = hold(ship, node.nanos + SECOND);
    node.pass(2_000);
    node.letThrough();
    node.node.keep();
    node.node.keep();
    assertThat(reason(shipped)).isEqualTo(Reason.DEADLINE_PASSED);
    assertThat(done(hold(new HoldCommand.Get(name), StockGrid.NO_DEADLINE)).lines())
        .allSatisfy(line -> assertThat(line.shipped()).isZero());
    assertThat(done(hold(ship, node.nanos + SECOND)).lines())
        .describedAs("the identity is free")
        .allSatisfy(line -> assertThat(line.shipped()).isEqualTo(1));
  }

  @Test
  void boundsTheCallsThatWaitForOneHold() {
    Hold hold = done(hold(basket("h"), StockGrid.NO_DEADLINE));
    HoldName name = new HoldName(hold.home(), "h");
    done(hold(new HoldCommand.Confirm(name, "", false, null), StockGrid.NO_DEADLINE));
    node.holdBack(1);
    HoldCommand.Ship ship = new HoldCommand.Ship(name, "s", List.of(), null);
    CompletableFuture<Answer<Hold>> shipped = hold(ship, StockGrid.NO_DEADLINE);
    List<CompletableFuture<Answer<Hold>>> waiting = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      HoldCommand.Cancel cancel = new HoldCommand.Cancel(name, "c" + i, List.of(), null);
      waiting.add(hold(cancel, StockGrid.NO_DEADLINE));
    }
    assertThat(waiting).noneMatch(CompletableFuture::isDone);
    HoldCommand.Cancel oneMore = new HoldCommand.Cancel(name, "more", List.of(), null);
    assertThat(reason(hold(oneMore, StockGrid.NO_DEADLINE))).isEqualTo(Reason.OVERLOADED);
    node.letThrough();
    assertThat(done(shipped).lines()).allSatisfy(l -> assertThat(l.shipped()).isEqualTo(1));
    assertThat(waiting)
        .allSatisfy(call -> assertThat(reason(call)).isEqualTo(Reason.INSUFFICIENT_STOCK));
  }

  @Test
  void isReacquiredInTheOrderOfItsRegion() {
    node.adjust(CUP, "west", 1, "a");
    node.adjust(PEN, "west", 1, "a");
    Hold hold = done(hold(create("h", "north", 1_000, CUP, PEN), StockGrid.NO_DEADLINE));
    List<List<Backing>> west = List.of(List.of(new Backing("west", 1)));
    assertThat(hold.lines()).allSatisfy(line -> assertThat(line.backings()).isIn(west));
    node.pass(2_000);
    node.node.keep();
    HoldName name = new HoldName(hold.home(), "h");
    Hold again = done(hold(new HoldCommand.Confirm(name, "", true, null), StockGrid.NO_DEADLINE));
    assertThat(again.state()).isEqualTo(HoldState.CONFIRMED);
    assertThat(again.lines()).allSatisfy(line -> assertThat(line.backings()).isIn(west));
  }

  @Test
  void takesAgainWhatALineShardHasLost() {
    Hold hold = done(hold(basket("h"), StockGrid.NO_DEADLINE));
    loseIntents("h");
    assertThat(held()).containsExactly(0L, 0L);
    search();
    assertThat(held()).containsExactly(1L, 1L);
    HoldName name = new HoldName(hold.home(), "h");
    done(hold(new HoldCommand.Confirm(name, "", false, null), StockGrid.NO_DEADLINE));
  }

  @Test
  void aBasketWhoseUnitsAreLostAndSoldCannotBeConfirmed() {
    Hold hold = done(hold(basket("h"), StockGrid.NO_DEADLINE));
    loseIntents("h");
    done(hold(create("other", "", 60_000, PEN), StockGrid.NO_DEADLINE));
    search();
    HoldName name = new HoldName(hold.home(), "h");
    HoldCommand.Confirm confirm = new HoldCommand.Confirm(name, "", false, null);
    assertThat(reason(hold(confirm, StockGrid.NO_DEADLINE))).isEqualTo(Reason.INSUFFICIENT_STOCK);
    release(hold);
    assertThat(held()).containsExactly(0L, 1L);
  }

  /** As if the line shards had lost the effects by which they took units. */
  private void loseIntents(String id) {
    Settlement lost =
        new Settlement(
            Long.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE, Settlement.VOID, List.of());
    for (int line = 0; line < 2; line++) {
      for (int home = 0; home < 2; home++) {
        int of = home;
        Call settle =
            Call.internal(c -> c.settle(of, HoldKey.of(id), lost, List.of()), outcome -> {});
        node.direct.send(line, settle);
      }
    }
  }

  private void search() {
    Settler settler = new Settler(node.direct, new ShardMap(2));
    AtomicInteger searched = new AtomicInteger();
    for (int line = 0; line < 2; line++) {
      for (int home = 0; home < 2; home++) {
        settler.search(line, home, searched::incrementAndGet);
      }
    }
    assertThat(searched).hasValue(4);
  }

  private List<Long> held() {
    List<String> skus = List.of(CUP, PEN);
    Answer<List<Availability>> answer =
        join(node.grid.availability("web", skus, true, StockGrid.NO_DEADLINE));
    return ((Answer.Done<List<Availability>>) answer)
        .value().stream()
            .map(item -> item.positions().stream().mapToLong(Position::held).sum())
            .toList();
  }

  @Test
  void namesTheLineThatTheHoldDoesNotHave() {
    Hold hold = done(hold(basket("h"), StockGrid.NO_DEADLINE));
    HoldName name = new HoldName(hold.home(), "h");
    done(hold(new HoldCommand.Confirm(name, "", false, null), StockGrid.NO_DEADLINE));
    List<HoldCommand.Part> parts =
        List.of(part(CUP), part(CUP), part(PEN), part("bag"), part("bag"));
    Answer<Hold> refused =
        Answer.refused(Reason.INVALID_LINES, "the hold has no line of SKU bag", "lines[3].sku");
    assertThat(hold(new HoldCommand.Ship(name, "s", parts, null), StockGrid.NO_DEADLINE))
        .isCompletedWithValue(refused);
    assertThat(hold(new HoldCommand.Cancel(name, "c", parts, null), StockGrid.NO_DEADLINE))
        .isCompletedWithValue(refused);
  }

  @Test
  void namesTheLongestTtl() {
    for (String[] skus : List.of(new String[] {CUP}, new String[] {CUP, PEN})) {
      assertThat(hold(create("long", "", 120_001, skus), StockGrid.NO_DEADLINE))
          .isCompletedWithValue(
              Answer.refused(
                  Reason.INVALID_TTL,
                  "ttl may be 120s at most, the longest_hold_life of pool web",
                  "ttl"));
    }
  }

  private static HoldCommand.Part part(String sku) {
    return new HoldCommand.Part(sku, 1);
  }

  private static HoldCommand.Create basket(String id) {
    return create(id, "", 60_000, CUP, PEN);
  }

  private void release(Hold hold) {
    HoldName name = new HoldName(hold.home(), hold.holdId());
    join(node.grid.hold(new HoldCommand.Release(name, null), StockGrid.NO_DEADLINE));
  }

  private CompletableFuture<Answer<Hold>> hold(HoldCommand command, long deadlineNanos) {
    return node.grid.hold(command, deadlineNanos).toCompletableFuture();
  }

  private static Hold done(CompletableFuture<Answer<Hold>> call) {
    assertThat(call).isDone();
    assertThat(call.join()).isInstanceOf(Answer.Done.class);
    return ((Answer.Done<Hold>) call.join()).value();
  }

  private static Reason reason(CompletableFuture<Answer<Hold>> call) {
    assertThat(call).isDone();
    assertThat(call.join()).isInstanceOf(Answer.Refused.class);
    return ((Answer.Refused<Hold>) call.join()).reason();
  }
}
