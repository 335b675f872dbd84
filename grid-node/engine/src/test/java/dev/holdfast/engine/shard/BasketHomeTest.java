package dev.holdfast.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldCommand.Line;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.HoldState;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.StockCommand;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.Location;
import dev.holdfast.engine.catalogue.Pool;
import dev.holdfast.engine.shard.Commands.PinnedLine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a home knows of its baskets, and how wide a hold may be. */
class BasketHomeTest {
  private static final int WINDOW_MILLIS = 60_000;
  private static final int STORES = 101;
  private static final HoldKey KEY = HoldKey.of("b");

  private final Catalogue catalogue = catalogue();
  private final Shard shard = shard();
  private final Frame commands = new Frame(1 << 10);
  private final Frame outcomes = new Frame(1 << 10);
  private final Frame effects = new Frame(1 << 10);
  private long now = 1_000;

  @Test
  void anEndedWindowStopsNoBasketFromBeingGrantedAfresh() {
    long attempt = reopenAndLetTheWindowEnd();
    begin().grant(KEY, attempt, null, "order", List.of());
    OutcomeReader granted = decide();
    assertThat(hold(granted).state()).isEqualTo(HoldState.CONFIRMED);
    assertThat(shard.undecided()).isZero();
  }

  @Test
  void anEndedWindowStopsNoBasketFromBeingGivenUp() {
    long attempt = reopenAndLetTheWindowEnd();
    begin().abandon(KEY, attempt);
    assertThat(decide().type()).isEqualTo(OutcomeType.DONE);
    assertThat(shard.undecided()).isZero();
    begin().get(new HoldCommand.Get(new HoldName(0, "b")));
    assertThat(decide().reason()).isEqualTo(Reason.HOLD_NOT_FOUND);
    begin().tick();
    decide();
    assertThat(shard.endedHolds()).isZero();
  }

  private long reopenAndLetTheWindowEnd() {
    begin().open(create("b", line("mug", 1)), 0, pinned(line("mug", 1)));
    long first = decide().attempt();
    begin().grant(KEY, first, null, "", List.of());
    decide();
    now += 2_000;
    begin().reopen(KEY, null);
    OutcomeReader reopened = decide();
    assertThat(reopened.type()).isEqualTo(OutcomeType.OPENED);
    long attempt = reopened.attempt();
    now += WINDOW_MILLIS;
    begin().tick();
    decide();
    return attempt;
  }

  @Test
  void aHoldHasTenThousandBackingsAtMost() {
    List<Line> fits = new ArrayList<>();
    for (int sku = 0; sku < 100; sku++) {
      Commands out = begin();
      for (int store = 0; store < STORES; store++) {
        out.adjust(new StockCommand.Adjust("s" + sku, "store-" + store, 1, "a" + store, ""), store);
      }
      decide();
      fits.add(line("s" + sku, 100));
    }
    begin().create(create("fits", fits.toArray(Line[]::new)), 0, pinned(fits));
    assertThat(hold(decide()).state()).isEqualTo(HoldState.HELD);
    begin().release(new HoldCommand.Release(new HoldName(0, "fits"), null));
    decide();
    List<Line> wide = new ArrayList<>(fits);
    wide.set(0, line("s0", 101));
    begin().create(create("wide", wide.toArray(Line[]::new)), 0, pinned(wide));
    assertThat(decide().refused())
        .isEqualTo(
            Answer.refused(
                Reason.INVALID_LINES,
                "the units stand at more than 10,000 places; ask for fewer lines in one hold",
                "lines"));
  }

  private Commands begin() {
    commands.clear();
    return new Commands(commands);
  }

  private OutcomeReader decide() {
    shard.apply(commands, now, catalogue, outcomes, effects);
    OutcomeReader reader = new OutcomeReader(outcomes, catalogue);
    reader.next();
    return reader;
  }

  private static Hold hold(OutcomeReader reader) {
    assertThat(reader.hold()).isInstanceOf(Answer.Done.class);
    return ((Answer.Done<Hold>) reader.hold()).value();
  }

  private static Line line(String sku, long units) {
    return new Line(sku, units, "");
  }

  private static HoldCommand.Create create(String id, Line... lines) {
    return new HoldCommand.Create(id, "web", List.of(lines), 1_000, AckLevel.REPLICATED, false, "");
  }

  private static List<PinnedLine> pinned(Line line) {
    return pinned(List.of(line));
  }

  private static List<PinnedLine> pinned(List<Line> lines) {
    List<PinnedLine> pinned = new ArrayList<>();
    lines.forEach(line -> pinned.add(new PinnedLine(pinned.size(), line, -1)));
    return pinned;
  }

  private static Shard shard() {
    Shard shard =
        new Shard(0, new ShardLimits(WINDOW_MILLIS, 100, 1_000_000), new HeapArchive(), late -> {});
    shard.open(1);
    return shard;
  }

  private static Catalogue catalogue() {
    List<Location> locations = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < STORES; i++) {
      names.add("store-" + i);
      locations.add(new Location(i, "store-" + i, Location.Kind.STORE, true, "", 0, 1, 0));
    }
    Pool web =
        new Pool(0, "web", names, List.of(), List.of(), 900_000, 900_000, AckLevel.REPLICATED, 1);
    return Catalogue.restore(1, List.of(web), locations, List.of("web"), names);
  }
}
