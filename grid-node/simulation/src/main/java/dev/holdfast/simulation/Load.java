package dev.holdfast.simulation;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldCommand.Create;
import dev.holdfast.engine.HoldCommand.Line;
import dev.holdfast.engine.HoldCommand.Part;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.StockCommand;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Draws what callers want: few SKUs, tiny stocks, short lives, many retries. */
final class Load {
  private static final long DAY = 24 * 60 * 60 * 1000L;

  final List<Supply> supplies = new ArrayList<>();
  final List<Customer> customers = new ArrayList<>();
  final Places places;
  private final World world;
  private final Draw draw;
  private final List<String> skus = new ArrayList<>();
  private final int mostLines;
  private int adjustments;

  Load(World world) {
    this.world = world;
    this.draw = world.draw;
    int count = draw.between(2, 7);
    for (int i = 0; i < count; i++) {
      skus.add("sku" + i);
      supplies.add(
          new Supply(
              "sku" + i,
              draw.oneOf(
                  Supply.Kind.STEADY,
                  Supply.Kind.STEADY,
                  Supply.Kind.ADJUSTED,
                  Supply.Kind.COUNTED)));
    }
    this.places = new Places(draw, skus);
    this.mostLines = draw.oneOf(1, 3, 6, 6);
  }

  List<StockCommand> firstCounts() {
    List<StockCommand> counts = new ArrayList<>();
    for (Supply supply : supplies) {
      for (String location : Places.LOCATIONS) {
        if (draw.chance(80)) {
          long units = draw.between(0, 6);
          supply.counted(units, Places.STABLE.contains(location));
          counts.add(new StockCommand.Count(supply.sku, location, units, "default", 0, false, -1));
        }
      }
    }
    return counts;
  }

  /** One call about a hold, or several that are sent together. */
  List<Clients.Request> requests() {
    List<Clients.Request> requests = new ArrayList<>();
    for (int i = draw.chance(75) ? 1 : draw.between(2, 8); i > 0; i--) {
      Clients.Request request = request();
      requests.add(request);
      if (draw.chance(10)) {
        requests.add(new Clients.Request(request.customer, request.command, request.impostor));
      }
    }
    return requests;
  }

  private Clients.Request request() {
    if (customers.isEmpty() || draw.chance(40)) {
      Create create = create();
      List<String> of = create.lines().stream().map(Line::sku).toList();
      HoldName name = new HoldName(world.shards.homeOf(of), create.holdId());
      Customer customer = new Customer(create, name, world.schedule.now());
      customers.add(customer);
      return new Clients.Request(customer, create, false);
    }
    int first = draw.chance(80) ? Math.max(0, customers.size() - 5) : 0;
    Customer customer = customers.get(draw.between(first, customers.size() - 1));
    if (customer.known() != null && draw.chance(4)) {
      return new Clients.Request(customer, impostor(customer.create), true);
    }
    return new Clients.Request(customer, command(customer), false);
  }

  private Create create() {
    List<Line> lines = new ArrayList<>();
    for (int i = draw.between(1, mostLines); i > 0; i--) {
      String pin = draw.chance(10) ? draw.oneOf(Places.LOCATIONS) : "";
      lines.add(new Line(draw.oneOf(skus), draw.between(1, 3), pin));
    }
    long ttl = draw.chance(15) ? DAY : draw.between(1_000, 4_000);
    return new Create(
        "h" + customers.size(),
        places.pool(),
        List.copyOf(lines),
        draw.chance(20) ? 0 : ttl,
        ack(),
        draw.chance(20),
        "");
  }

  private Create impostor(Create c) {
    return new Create(
        c.holdId(), c.pool(), c.lines(), c.ttlMillis() + 1, ack(), c.allowPartial(), c.region());
  }

  private HoldCommand command(Customer c) {
    switch (draw.between(1, 12)) {
      case 1, 2, 3, 4 -> {
        boolean reacquire = draw.chance(50);
        c.confirmAsked = true;
        c.reacquireAsked |= reacquire;
        String order = draw.chance(90) ? "o1" : "o2";
        return new HoldCommand.Confirm(c.name, order, reacquire, ack());
      }
      case 5 -> {
        c.releaseAsked = true;
        return new HoldCommand.Release(c.name, ack());
      }
      case 6 -> {
        long end = world.wallMillis() + draw.between(-1_000, 6_000);
        return new HoldCommand.Extend(c.name, end, ack());
      }
      case 7, 8, 9 -> {
        String id = "s" + draw.between(1, 2);
        return c.parts.computeIfAbsent(
            id, any -> new HoldCommand.Ship(c.name, id, parts(c), ack()));
      }
      case 10 -> {
        c.cancelAsked = true;
        return c.parts.computeIfAbsent(
            "c1", any -> new HoldCommand.Cancel(c.name, "c1", parts(c), ack()));
      }
      case 11 -> {
        return c.create;
      }
      default -> {
        return new HoldCommand.Get(c.name);
      }
    }
  }

  private List<Part> parts(Customer c) {
    if (draw.chance(50)) {
      return List.of();
    }
    return List.of(new Part(draw.oneOf(c.create.lines()).sku(), draw.between(1, 2)));
  }

  private @Nullable AckLevel ack() {
    return draw.chance(60) ? null : draw.oneOf(AckLevel.REPLICATED, AckLevel.SYNCED);
  }

  /** Stock comes and goes. */
  Supply supply() {
    return draw.oneOf(supplies);
  }

  StockCommand change(Supply supply) {
    String location = draw.oneOf(Places.LOCATIONS);
    if (supply.kind == Supply.Kind.COUNTED) {
      long safety = draw.chance(80) ? -1 : draw.between(0, 1);
      return new StockCommand.Count(
          supply.sku, location, draw.between(0, 6), "default", ++supply.version, false, safety);
    }
    long delta = supply.kind == Supply.Kind.STEADY ? 1 : draw.oneOf(-2L, -1L, 1L, 2L);
    return new StockCommand.Adjust(supply.sku, location, delta, "a" + adjustments++, "");
  }
}
