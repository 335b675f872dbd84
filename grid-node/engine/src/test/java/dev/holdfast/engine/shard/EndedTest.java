package dev.holdfast.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldCommand.Line;
import dev.holdfast.engine.HoldCommand.Part;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.HoldState;
import dev.holdfast.engine.StockCommand;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.CatalogueChange;
import dev.holdfast.engine.catalogue.CatalogueCommand;
import dev.holdfast.engine.catalogue.CatalogueCommand.CreateLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.CreatePool;
import dev.holdfast.engine.catalogue.CatalogueCommand.LocationSpec;
import dev.holdfast.engine.catalogue.CatalogueCommand.PoolSpec;
import dev.holdfast.engine.catalogue.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whole batches, as a node under load decides them. */
class EndedTest {
  private static final int IN_MEMORY = 100;
  private static final int PAIRS = 512;

  private static final List<String> LOCATIONS = List.of("east", "mid", "west");
  private static final CatalogueCommand WEB =
      new CreatePool(
          "web", new PoolSpec(LOCATIONS, Map.of(), List.of(), 0, 0, AckLevel.REPLICATED));

  private final Catalogue catalogue = catalogue();
  private final Frame commands = new Frame(1 << 10);
  private final Frame outcomes = new Frame(1 << 10);
  private final Frame effects = new Frame(1 << 10);

  @Test
  void memoryIsBoundedHoweverManyHoldsABatchEnds() {
    Shard shard = shard(IN_MEMORY, new HeapArchive());
    stock(shard, "mug", 1_000);
    for (int batch = 0; batch < 20; batch++) {
      endPairs(shard, "b" + batch + "-");
      assertThat(shard.endedHolds()).isLessThan(IN_MEMORY + 4 * PAIRS);
    }
  }

  @Test
  void memoryIsBoundedHoweverManyAdjustmentsABatchMakes() {
    Shard shard = shard(IN_MEMORY, new HeapArchive());
    for (int batch = 0; batch < 20; batch++) {
      Commands out = begin();
      for (int i = 0; i < PAIRS; i++) {
        out.adjust(new StockCommand.Adjust("mug", "east", 1, batch + "-" + i, ""), 0);
      }
      decide(shard);
    }
    int[] kept = {0};
    shard.view().writeSnapshot(chunk -> kept[0] += chunk.limit());
    assertThat(kept[0]).isLessThan(33 * (IN_MEMORY + 4 * PAIRS));
  }

  @Test
  void nothingIsArchivedOfABatchThatMayStillBeLost() {
    HeapArchive archive = new HeapArchive();
    Shard shard = shard(0, archive);
    stock(shard, "mug", 1_000);
    Commands out = begin();
    out.create(create("lost", "mug", 1), 0, lines("mug", 1));
    out.release(new HoldCommand.Release(new HoldName(0, "lost"), null));
    decide(shard);
    HoldKey key = HoldKey.of("lost");
    assertThat(archive.find(key.high(), key.low())).isNull();
    begin().tick();
    decide(shard);
    assertThat(archive.find(key.high(), key.low())).isNotNull();
  }

  @Test
  void nothingIsArchivedThatIsNotCommitted() {
    HeapArchive archive = new HeapArchive();
    Shard shard = shard(0, archive);
    endAndAdjust(shard, "early");
    shard.committed(shard.sequence());
    endAndAdjust(shard, "late");
    begin().tick();
    decide(shard);
    HoldKey late = HoldKey.of("late");
    assertThat(archive.size()).isEqualTo(2);
    assertThat(archive.find(late.high(), late.low())).isNull();
    shard.committed(shard.sequence());
    begin().tick();
    decide(shard);
    assertThat(archive.size()).isEqualTo(4);
    assertThat(archive.find(late.high(), late.low())).isNotNull();
  }

  private void endAndAdjust(Shard shard, String id) {
    Commands out = begin();
    out.adjust(new StockCommand.Adjust("mug", "east", 1, id, ""), 0);
    out.create(create(id, "mug", 1), 0, lines("mug", 1));
    out.release(new HoldCommand.Release(new HoldName(0, id), null));
    decide(shard);
  }

  @Test
  void shipsAllOfManyPartsOfOneSkuOrNothing() {
    Shard shard = shard(IN_MEMORY, new HeapArchive());
    long most = 1_000_000_000;
    for (int i = 0; i < 3; i++) {
      stock(shard, "bolt", most, i);
    }
    begin().create(create("big", "bolt", most, most, most), 0, lines("bolt", most, most, most));
    decide(shard);
    begin().confirm(new HoldCommand.Confirm(new HoldName(0, "big"), "", false, null));
    decide(shard);
    List<Part> parts = List.of(part(most), part(most), part(most));
    begin().ship(new HoldCommand.Ship(new HoldName(0, "big"), "s", parts, null));
    decide(shard);
    OutcomeReader reader = new OutcomeReader(outcomes, catalogue);
    assertThat(reader.next()).isTrue();
    assertThat(reader.hold()).isInstanceOf(Answer.Done.class);
    Hold hold = ((Answer.Done<Hold>) reader.hold()).value();
    assertThat(hold.state()).isEqualTo(HoldState.CONFIRMED);
    assertThat(hold.lines()).allSatisfy(line -> assertThat(line.shipped()).isEqualTo(most));
  }

  private static Part part(long units) {
    return new Part("bolt", units);
  }

  private void endPairs(Shard shard, String prefix) {
    Commands out = begin();
    for (int i = 0; i < PAIRS; i++) {
      out.create(create(prefix + i, "mug", 1), 0, lines("mug", 1));
      out.release(new HoldCommand.Release(new HoldName(0, prefix + i), null));
    }
    decide(shard);
  }

  private Commands begin() {
    commands.clear();
    return new Commands(commands);
  }

  private void decide(Shard shard) {
    shard.apply(commands, 1_000, catalogue, outcomes, effects);
  }

  private static Shard shard(int inMemory, Archive archive) {
    Shard shard = new Shard(0, new ShardLimits(60_000, inMemory, inMemory), archive, late -> {});
    shard.open(1);
    return shard;
  }

  private void stock(Shard shard, String sku, long units) {
    stock(shard, sku, units, 0);
  }

  private void stock(Shard shard, String sku, long units, int location) {
    String name = LOCATIONS.get(location);
    begin().adjust(new StockCommand.Adjust(sku, name, units, "first", ""), location);
    decide(shard);
  }

  private static HoldCommand.Create create(String id, String sku, long... units) {
    List<Line> wanted = new ArrayList<>();
    for (long each : units) {
      wanted.add(new Line(sku, each, ""));
    }
    return new HoldCommand.Create(id, "web", wanted, 0, AckLevel.REPLICATED, false, "");
  }

  private static List<Commands.PinnedLine> lines(String sku, long... units) {
    List<Commands.PinnedLine> lines = new ArrayList<>();
    for (long each : units) {
      lines.add(new Commands.PinnedLine(lines.size(), new Line(sku, each, ""), -1));
    }
    return lines;
  }

  private static Catalogue catalogue() {
    Catalogue catalogue = Catalogue.empty();
    List<CatalogueCommand> commands = new ArrayList<>();
    for (String location : LOCATIONS) {
      commands.add(
          new CreateLocation(location, new LocationSpec(Location.Kind.STORE, true, "", 0)));
    }
    commands.add(WEB);
    for (CatalogueCommand command : commands) {
      if (CatalogueChange.apply(catalogue, command)
          instanceof Answer.Done<Catalogue>(Catalogue c)) {
        catalogue = c;
      }
    }
    return catalogue;
  }
}
