package dev.holdfast.engine.simulation;

import static dev.holdfast.engine.simulation.Places.ALL;
import static dev.holdfast.engine.simulation.Places.POOLS;
import static dev.holdfast.engine.simulation.Places.REGIONS;
import static dev.holdfast.engine.simulation.Places.SKUS;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldCommand.Cancel;
import dev.holdfast.engine.HoldCommand.Confirm;
import dev.holdfast.engine.HoldCommand.Create;
import dev.holdfast.engine.HoldCommand.Extend;
import dev.holdfast.engine.HoldCommand.Get;
import dev.holdfast.engine.HoldCommand.Line;
import dev.holdfast.engine.HoldCommand.Part;
import dev.holdfast.engine.HoldCommand.Release;
import dev.holdfast.engine.HoldCommand.Ship;
import dev.holdfast.engine.HoldLine;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.StockCommand;
import dev.holdfast.engine.StockCommand.Adjust;
import dev.holdfast.engine.StockCommand.Count;
import dev.holdfast.engine.catalogue.Catalogue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Draws what happens next: few SKUs, tiny stocks, short lives, many retries, few identities. */
final class Actions {

  private static final List<String> SOURCES = List.of("default", "default", "default", "till");

  private final Draw draw;
  private final Places places;
  private final Memory memory;

  /** How many of the SKUs are counted everywhere at first. */
  private final int stocked;

  Actions(Draw draw, Places places, Memory memory) {
    this.draw = draw;
    this.places = places;
    this.memory = memory;
    this.stocked = draw.chance(80) ? SKUS.size() : 1;
  }

  Action next(Catalogue catalogue, long now) {
    long dice = draw.between(1, 100);
    int counted = memory.stock.size();
    if (counted < places.locations().size() * stocked) {
      String location = places.locations().get(counted / stocked);
      return new Action.OnStock(
          new Count(
              SKUS.get(counted % stocked), location, draw.between(0, 9), "default", 0, false, -1));
    }
    if (dice <= 30 || memory.holds.isEmpty()) {
      return new Action.OnHold(create());
    }
    if (dice <= 76) {
      return new Action.OnHold(onKnown(now));
    }
    if (dice <= 88) {
      return new Action.OnStock(stock());
    }
    if (dice <= 95) {
      String pool = draw.oneOf(ALL, "web", "shop", "nowhere");
      return new Action.Ask(pool, draw.some(SKUS, 1), draw.chance(50));
    }
    return new Action.Change(places.change(catalogue));
  }

  private Create create() {
    if (!memory.creates.isEmpty() && draw.chance(25)) {
      Create before = draw.oneOf(memory.creates);
      return draw.chance(60) ? again(before) : other(before);
    }
    List<Line> lines = new ArrayList<>();
    for (long i = draw.chance(90) ? draw.between(1, 3) : draw.between(4, 8); i > 0; i--) {
      lines.add(line());
    }
    long ttl = draw.chance(95) ? draw.between(1_000, 4_000) : 604_800_000;
    String pool = draw.chance(98) ? draw.oneOf(POOLS) : draw.oneOf(ALL, "nowhere");
    return new Create(
        "h" + draw.between(1, 60),
        pool,
        List.copyOf(lines),
        draw.chance(30) ? 0 : ttl,
        ack(),
        draw.chance(30),
        draw.chance(30) ? draw.oneOf(REGIONS) : "");
  }

  private Create again(Create c) {
    return new Create(
        c.holdId(), c.pool(), c.lines(), c.ttlMillis(), ack(), c.allowPartial(), c.region());
  }

  /** The same identity with one other field. */
  private Create other(Create c) {
    long field = draw.between(1, 5);
    List<Line> lines = new ArrayList<>(c.lines());
    if (field == 1) {
      lines.set((int) draw.between(0, lines.size() - 1), line());
    }
    return new Create(
        c.holdId(),
        field == 2 ? draw.oneOf(POOLS) : c.pool(),
        List.copyOf(lines),
        field == 3 ? draw.between(1_000, 4_000) : c.ttlMillis(),
        c.ack(),
        (field == 4) != c.allowPartial(),
        field == 5 ? draw.oneOf("", "north", "elsewhere") : c.region());
  }

  private Line line() {
    String sku = draw.chance(1) ? "hat" : draw.oneOf(SKUS);
    long quantity = draw.chance(95) ? draw.between(1, 4) : draw.oneOf(9L, 1_000_000_000L);
    String place = draw.chance(98) ? draw.oneOf(places.locations()) : "nowhere";
    return new Line(sku, quantity, draw.chance(12) ? place : "");
  }

  private HoldCommand onKnown(long now) {
    if (!memory.parts.isEmpty() && draw.chance(10)) {
      return draw.oneOf(memory.parts).command();
    }
    HoldName name = name();
    return switch ((int) draw.between(1, 9)) {
      case 1, 2, 3 -> new Confirm(name, draw.oneOf("o1", "o1", "o2", ""), draw.chance(60), ack());
      case 4 -> new Release(name, ack());
      case 5 -> new Extend(name, now + draw.between(-1_000, 9_000), ack());
      case 6, 7 -> new Ship(name, "s" + draw.between(1, 3), parts(name), ack());
      case 8 -> new Cancel(name, "c" + draw.between(1, 3), parts(name), ack());
      default -> new Get(name);
    };
  }

  /** Mostly one of the latest, so that there is something left to do with it. */
  private HoldName name() {
    List<HoldName> names = memory.names();
    if (draw.chance(2)) {
      return new HoldName(0, "h" + draw.between(1, 60));
    }
    int first = draw.chance(80) ? Math.max(0, names.size() - 4) : 0;
    return draw.oneOf(names.subList(first, names.size()));
  }

  private List<Part> parts(HoldName name) {
    Hold hold = memory.holds.get(name);
    List<String> skus =
        hold == null || draw.chance(5) ? SKUS : hold.lines().stream().map(HoldLine::sku).toList();
    List<Part> parts = new ArrayList<>();
    for (long i = draw.chance(40) ? 0 : draw.between(1, 2); i > 0; i--) {
      parts.add(new Part(draw.oneOf(skus), draw.between(1, 3)));
    }
    return List.copyOf(parts);
  }

  private StockCommand stock() {
    if (!memory.stock.isEmpty() && draw.chance(12)) {
      return draw.oneOf(memory.stock);
    }
    String sku = draw.oneOf(SKUS);
    String location = draw.chance(2) ? "nowhere" : draw.oneOf(places.locations());
    if (draw.chance(50)) {
      long delta = draw.oneOf(-3L, -2L, -1L, 1L, 2L, 3L, 4L);
      return new Adjust(sku, location, delta, "a" + draw.between(1, 9), "");
    }
    // Mostly the next version: the number of what happened so far grows by itself.
    long version = draw.chance(80) ? memory.stock.size() : draw.between(-1, memory.stock.size());
    long safety = draw.chance(80) ? -1 : draw.between(0, 2);
    return new Count(
        sku, location, draw.between(0, 7), draw.oneOf(SOURCES), version, draw.chance(20), safety);
  }

  private @Nullable AckLevel ack() {
    return draw.chance(70) ? null : draw.oneOf(AckLevel.REPLICATED, AckLevel.SYNCED);
  }
}
