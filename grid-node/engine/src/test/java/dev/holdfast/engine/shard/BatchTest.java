package dev.holdfast.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldCommand.Line;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.StockCommand;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.CatalogueChange;
import dev.holdfast.engine.catalogue.CatalogueCommand;
import dev.holdfast.engine.catalogue.CatalogueCommand.CreateLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.CreatePool;
import dev.holdfast.engine.catalogue.CatalogueCommand.LocationSpec;
import dev.holdfast.engine.catalogue.CatalogueCommand.PoolSpec;
import dev.holdfast.engine.catalogue.Location;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a group of commands reads ahead, its earlier commands may change: names and positions that
 * come, rows that become another hold's. Decided at once or one by one, the answers are the same,
 * and so is what follows from the effects.
 */
class BatchTest {
  private static final int IDS = 24;
  private static final List<String> LOCATIONS = List.of("east", "west");

  private final Catalogue catalogue = catalogue();
  private final Shard atOnce = shard();
  private final Shard oneByOne = shard();
  private final Shard copy = shard();
  private final Frame batch = new Frame(1 << 10);
  private final Frame single = new Frame(1 << 10);
  private final Frame outcomes = new Frame(1 << 10);
  private final Frame effects = new Frame(1 << 10);
  private final Frame answers = new Frame(1 << 10);
  private final Commands toBatch = new Commands(batch);
  private final Commands toSingle = new Commands(single);
  private SplittableRandom random = new SplittableRandom();
  private long now = 1_000_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void answersAsIfCommandsCameOneByOne(long seed) {
    random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      batch.clear();
      answers.clear();
      // Now and then a SKU that is new in this very batch, and groups that are not full.
      int skus = 1 + round / 4;
      for (int n = 1 + random.nextInt(2 * ReadAhead.GROUP); n > 0; n--) {
        one(random.nextInt(IDS), "sku-" + random.nextInt(skus));
      }
      atOnce.apply(batch, now, catalogue, outcomes, effects);
      assertThat(Arrays.equals(outcomes.copy(), answers.copy())).as("round %d", round).isTrue();
      effects.seek(0);
      if (effects.hasRemaining()) {
        copy.fold(effects);
      }
      assertThat(atOnce.view().digest())
          .isEqualTo(oneByOne.view().digest())
          .isEqualTo(copy.view().digest());
      assertThat(atOnce.view().audit().differences()).isEmpty();
      now += random.nextInt(1_500);
    }
  }

  /** Ids whose upper half is 0 look like rows that were given back. */
  private void one(int number, String sku) {
    String id = new UUID(0, number).toString();
    HoldName name = new HoldName(0, id);
    int location = random.nextInt(LOCATIONS.size());
    switch (random.nextInt(9)) {
      case 0 -> {
        StockCommand.Count count = count(sku, location);
        give(out -> out.count(count, location));
      }
      case 1, 2 -> {
        HoldCommand.Create create = create(id, sku);
        give(out -> out.create(create, 0, lines(create)));
      }
      case 3 -> {
        HoldCommand.Create create = create(id, sku);
        give(out -> out.open(create, 0, lines(create)));
      }
      case 4 -> {
        HoldKey key = HoldKey.of(id);
        Holds holds = oneByOne.tables().holds;
        long attempt = holds.attempt(holds.find(key.high(), key.low()));
        give(out -> out.abandon(key, attempt));
      }
      case 5 -> give(out -> out.confirm(new HoldCommand.Confirm(name, "o", true, null)));
      case 6 -> give(out -> out.release(new HoldCommand.Release(name, null)));
      case 7 -> give(out -> out.ship(new HoldCommand.Ship(name, "s", List.of(), null)));
      default -> give(out -> out.get(new HoldCommand.Get(name)));
    }
  }

  private void give(Consumer<Commands> command) {
    single.clear();
    command.accept(toSingle);
    command.accept(toBatch);
    oneByOne.apply(single, now, catalogue, outcomes, effects);
    answers.putBytes(outcomes.array(), 0, outcomes.limit());
  }

  private StockCommand.Count count(String sku, int location) {
    return new StockCommand.Count(
        sku, LOCATIONS.get(location), random.nextInt(30), "wms", now, false, -1);
  }

  private HoldCommand.Create create(String id, String sku) {
    List<Line> lines = List.of(new Line(sku, 1 + random.nextInt(3), ""), new Line("sku-0", 1, ""));
    List<Line> some = lines.subList(0, 1 + random.nextInt(2));
    return new HoldCommand.Create(id, "web", some, 1_000, AckLevel.REPLICATED, false, "");
  }

  private static List<Commands.PinnedLine> lines(HoldCommand.Create create) {
    return IntStream.range(0, create.lines().size())
        .mapToObj(i -> new Commands.PinnedLine(i, create.lines().get(i), -1))
        .toList();
  }

  /** Holds are forgotten after a while, so that their rows become others'. */
  private static Shard shard() {
    Shard shard = new Shard(0, new ShardLimits(5_000, 1_000, 1_000), Archive.none(), late -> {});
    shard.open(1);
    return shard;
  }

  private static Catalogue catalogue() {
    PoolSpec web = new PoolSpec(LOCATIONS, Map.of(), List.of(), 0, 0, AckLevel.REPLICATED);
    Catalogue catalogue = Catalogue.empty();
    for (String location : LOCATIONS) {
      LocationSpec spec = new LocationSpec(Location.Kind.STORE, true, "", 0);
      catalogue = changed(catalogue, new CreateLocation(location, spec));
    }
    return changed(catalogue, new CreatePool("web", web));
  }

  private static Catalogue changed(Catalogue from, CatalogueCommand command) {
    return switch (CatalogueChange.apply(from, command)) {
      case Answer.Done<Catalogue>(Catalogue changed) -> changed;
      case Answer.Refused<Catalogue> refused -> throw new IllegalStateException(refused.message());
    };
  }
}
