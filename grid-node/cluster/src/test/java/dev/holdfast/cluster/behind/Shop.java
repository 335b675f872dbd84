package dev.holdfast.cluster.behind;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldCommand.Line;
import dev.holdfast.engine.HoldCommand.Part;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.StockCommand;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.engine.catalogue.CatalogueCommand.CreateLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.CreatePool;
import dev.holdfast.engine.catalogue.CatalogueCommand.LocationSpec;
import dev.holdfast.engine.catalogue.CatalogueCommand.PoolSpec;
import dev.holdfast.engine.catalogue.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Calls of a small shop, all drawn from one seed. */
final class Shop {
  static final List<String> SKUS = List.of("mug", "pen", "bag", "hat", "cup", "tin", "ink", "oil");
  private static final List<String> LOCATIONS = List.of("east", "west");

  private final StockGrid grid;
  private final TestMember.TestClock clock;
  private final Random random;
  private final List<HoldName> holds = new ArrayList<>();
  private int calls;

  Shop(StockGrid grid, TestMember.TestClock clock, long seed) {
    this.grid = grid;
    this.clock = clock;
    this.random = new Random(seed);
  }

  /** Pools, locations and a little stock. */
  void open() {
    for (String id : LOCATIONS) {
      grid.change(
          new CreateLocation(id, new LocationSpec(Location.Kind.STORE, true, "", 0)),
          StockGrid.NO_DEADLINE);
    }
    grid.change(
        new CreatePool(
            "web",
            new PoolSpec(LOCATIONS, Map.of("hat", 40L), List.of(), 0, 0, AckLevel.REPLICATED)),
        StockGrid.NO_DEADLINE);
    for (String sku : SKUS) {
      for (String location : LOCATIONS) {
        count(sku, location, 50, 1);
      }
    }
  }

  void count(String sku, String location, long quantity, long version) {
    grid.stock(
        List.of(new StockCommand.Count(sku, location, quantity, "default", version, false, -1)),
        StockGrid.NO_DEADLINE);
  }

  void adjust(String sku, String location, long delta, String id) {
    grid.stock(
        List.of(new StockCommand.Adjust(sku, location, delta, id, "")), StockGrid.NO_DEADLINE);
  }

  Answer<Hold> hold(HoldCommand command) {
    return grid.hold(command, StockGrid.NO_DEADLINE).toCompletableFuture().join();
  }

  /** Takes a hold and remembers its name. */
  HoldName create(String id, long ttlMillis, Line... lines) {
    Answer<Hold> answer =
        hold(new HoldCommand.Create(id, "web", List.of(lines), ttlMillis, null, true, ""));
    if (answer instanceof Answer.Done<Hold>(Hold hold)) {
      HoldName name = new HoldName(hold.home(), hold.holdId());
      holds.add(name);
      return name;
    }
    return new HoldName(0, id);
  }

  static Line line(String sku, long quantity) {
    return new Line(sku, quantity, "");
  }

  /** Whatever happens next. */
  void next() {
    calls++;
    clock.millis += random.nextInt(40);
    HoldName name =
        holds.isEmpty() ? new HoldName(0, "x") : holds.get(random.nextInt(holds.size()));
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> createSome();
      case 4, 5 ->
          hold(new HoldCommand.Confirm(name, "o" + random.nextInt(9), random.nextBoolean(), null));
      case 6 -> hold(new HoldCommand.Release(name, null));
      case 7 -> hold(new HoldCommand.Extend(name, clock.millis + random.nextInt(9_000), null));
      case 8, 9 -> hold(new HoldCommand.Ship(name, "s" + random.nextInt(3), parts(), null));
      case 10 -> hold(new HoldCommand.Cancel(name, "c" + random.nextInt(3), parts(), null));
      default -> stock();
    }
  }

  private void createSome() {
    List<Line> lines = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      lines.add(line(sku(), 1 + random.nextInt(4)));
    }
    String id =
        random.nextBoolean()
            ? new java.util.UUID(random.nextLong(), random.nextLong()).toString()
            : "h" + random.nextInt(400);
    create(id, 1_000 + random.nextInt(3_000), lines.toArray(Line[]::new));
  }

  private List<Part> parts() {
    return random.nextBoolean() ? List.of() : List.of(new Part(sku(), 1));
  }

  private void stock() {
    String location = LOCATIONS.get(random.nextInt(LOCATIONS.size()));
    if (random.nextBoolean()) {
      count(sku(), location, random.nextInt(60), calls + 1);
    } else {
      adjust(sku(), location, 1 + random.nextInt(5), "a" + random.nextInt(50));
    }
  }

  private String sku() {
    return SKUS.get(random.nextInt(SKUS.size()));
  }
}
