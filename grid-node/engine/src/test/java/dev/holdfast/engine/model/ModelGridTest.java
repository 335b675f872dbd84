package dev.holdfast.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.AuditFinding;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand.Create;
import dev.holdfast.engine.HoldCommand.Get;
import dev.holdfast.engine.HoldCommand.Line;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.HoldState;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.StockCommand.Adjust;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.engine.catalogue.CatalogueCommand;
import dev.holdfast.engine.catalogue.CatalogueCommand.CreateLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.CreatePool;
import dev.holdfast.engine.catalogue.CatalogueCommand.DeleteLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.LocationSpec;
import dev.holdfast.engine.catalogue.CatalogueCommand.PoolSpec;
import dev.holdfast.engine.catalogue.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModelGridTest {

  private final AtomicLong clock = new AtomicLong(1_000_000);
  private final StockGrid grid = new ModelGrid(clock::get);

  @BeforeEach
  void oneWarehouseWithTwoCups() {
    change(new CreateLocation("east", new LocationSpec(Location.Kind.WAREHOUSE, true, "East", 0)));
    change(new CreateLocation("west", new LocationSpec(Location.Kind.WAREHOUSE, true, "West", 0)));
    change(
        new CreatePool(
            "web", new PoolSpec(List.of("east"), Map.of(), List.of(), 0, 0, AckLevel.REPLICATED)));
    adjust("east", 2);
    adjust("west", 1);
  }

  @Test
  void grantsAndExpiresByItsClock() {
    Hold hold = done(create("h1", 2));
    assertThat(hold.expireMillis()).isEqualTo(1_060_000);

    clock.set(1_059_999);
    assertThat(done(get(hold)).state()).isEqualTo(HoldState.HELD);
    clock.set(1_060_000);
    assertThat(done(get(hold)).state()).isEqualTo(HoldState.EXPIRED);
    clock.set(1_000_000);
    assertThat(done(get(hold)).state()).isEqualTo(HoldState.EXPIRED);
  }

  @Test
  void dropsACallPastItsDeadline() {
    Answer<Hold> late = answer(grid.hold(new Get(new HoldName(0, "h1")), System.nanoTime() - 1));
    assertThat(reason(late)).isEqualTo(Reason.DEADLINE_PASSED);
  }

  @Test
  void keepsALocationWhereStockStands() {
    assertThat(reason(answer(grid.change(new DeleteLocation("west", ""), StockGrid.NO_DEADLINE))))
        .isEqualTo(Reason.LOCATION_IN_USE);
    adjust("west", -1);
    change(new DeleteLocation("west", ""));
    assertThat(grid.catalogue().map(known -> known.location("west")))
        .isEqualTo(Answer.done(Optional.empty()));
  }

  @Test
  void findsNothingSoldTwice() {
    done(create("h1", 1));
    assertThat(reason(create("h2", 2))).isEqualTo(Reason.INSUFFICIENT_STOCK);
    List<AuditFinding> findings = new ArrayList<>();
    grid.audit(false, findings::add).toCompletableFuture().join();
    assertThat(findings)
        .singleElement()
        .satisfies(finding -> assertThat(finding.passed()).isTrue())
        .satisfies(finding -> assertThat(finding.compared()).isEqualTo(1));
    assertThat(grid.status().shards().stream().mapToLong(s -> s.liveHolds()).sum()).isEqualTo(1);
  }

  private Answer<Hold> create(String id, long quantity) {
    List<Line> lines = List.of(new Line("cup", quantity, ""));
    return answer(
        grid.hold(new Create(id, "web", lines, 60_000, null, false, ""), StockGrid.NO_DEADLINE));
  }

  private Answer<Hold> get(Hold hold) {
    HoldName name = new HoldName(hold.home(), hold.holdId());
    return answer(grid.hold(new Get(name), StockGrid.NO_DEADLINE));
  }

  private void change(CatalogueCommand command) {
    done(answer(grid.change(command, StockGrid.NO_DEADLINE)));
  }

  private void adjust(String location, long delta) {
    Adjust adjust = new Adjust("cup", location, delta, "delivery" + delta, "");
    done(answer(grid.stock(List.of(adjust), StockGrid.NO_DEADLINE)).getFirst());
  }

  private static <T> T answer(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static <T> T done(Answer<T> answer) {
    return switch (answer) {
      case Answer.Done<T>(T value) -> value;
      case Answer.Refused<T> refused -> throw new AssertionError(refused);
    };
  }

  private static Reason reason(Answer<?> answer) {
    return switch (answer) {
      case Answer.Done<?> done -> throw new AssertionError(done);
      case Answer.Refused<?> refused -> refused.reason();
    };
  }
}
