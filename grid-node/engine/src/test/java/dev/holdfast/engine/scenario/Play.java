package dev.holdfast.engine.scenario;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Availability;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldCommand.Cancel;
import dev.holdfast.engine.HoldCommand.Confirm;
import dev.holdfast.engine.HoldCommand.Create;
import dev.holdfast.engine.HoldCommand.Extend;
import dev.holdfast.engine.HoldCommand.Get;
import dev.holdfast.engine.HoldCommand.Release;
import dev.holdfast.engine.HoldCommand.Ship;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.StockCommand;
import dev.holdfast.engine.StockCommand.Adjust;
import dev.holdfast.engine.StockCommand.Count;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.CatalogueChange;
import dev.holdfast.engine.catalogue.CatalogueCommand;
import dev.holdfast.engine.catalogue.CatalogueCommand.CreateLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.CreatePool;
import dev.holdfast.engine.catalogue.CatalogueCommand.DeleteLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.DeletePool;
import dev.holdfast.engine.catalogue.CatalogueCommand.EndRemoval;
import dev.holdfast.engine.catalogue.CatalogueCommand.LocationSpec;
import dev.holdfast.engine.catalogue.CatalogueCommand.PoolSpec;
import dev.holdfast.engine.catalogue.CatalogueCommand.UpdateLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.UpdatePool;
import dev.holdfast.engine.catalogue.Location;
import dev.holdfast.engine.catalogue.Pool.RegionRank;
import dev.holdfast.engine.model.Subject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Plays a table on a subject, a row at a time. */
final class Play {

  /** The tables count time from here: 2026-11-27, 00:00 UTC. */
  private static final long START_MILLIS = 1_795_737_600_000L;

  private final Subject subject;
  private final Map<String, HoldName> names = new HashMap<>();
  private Catalogue catalogue = Catalogue.empty();
  private long now = START_MILLIS;

  Play(Subject subject) {
    this.subject = subject;
  }

  /** Does what a row says and answers what came of it. */
  Facts command(String text) {
    Words words = new Words(text);
    Facts facts =
        switch (words.next()) {
          case "at" -> at(words);
          case "location" -> catalogue(location(words));
          case "pool" -> catalogue(pool(words));
          case "hold" -> hold(create(words));
          case "confirm" -> hold(confirm(words));
          case "release" -> hold(new Release(name(words), words.ack()));
          case "extend" -> hold(extend(words));
          case "ship" -> hold(new Ship(name(words), words.next(), words.parts(), words.ack()));
          case "cancel" -> hold(new Cancel(name(words), words.next(), words.parts(), words.ack()));
          case "get" -> hold(new Get(name(words)));
          case "count" -> stock(count(words));
          case "adjust" -> stock(adjust(words));
          case "available" -> available(words.next(), words.rest(), false);
          case "positions" -> available(words.next(), words.rest(), true);
          case "look" -> look(words.next(), words.next(), words.next());
          case String other -> throw new IllegalArgumentException("no such command: " + other);
        };
    words.nothingLeft();
    return facts;
  }

  private Facts at(Words words) {
    long then = START_MILLIS + Words.millis(words.next());
    if (then < now) {
      throw new IllegalArgumentException("time goes back");
    }
    now = then;
    return new Facts(List.of(), List.of(), List.of());
  }

  private CatalogueCommand location(Words words) {
    String id = words.next();
    LocationSpec spec =
        new LocationSpec(
            Location.Kind.WAREHOUSE, !words.flag("closed"), id, words.number("safety", 0));
    if (words.flag("gone")) {
      return new DeleteLocation(id, "");
    }
    return catalogue.location(id).isEmpty()
        ? new CreateLocation(id, spec)
        : new UpdateLocation(id, spec, "");
  }

  private CatalogueCommand pool(Words words) {
    String id = words.next();
    if (words.flag("gone")) {
      return new DeletePool(id, "");
    }
    List<String> region = words.list("region");
    List<RegionRank> ranks =
        region.isEmpty()
            ? List.of()
            : List.of(new RegionRank(region.getFirst(), region.subList(1, region.size())));
    Map<String, Long> quotas = new HashMap<>();
    for (String quota : words.list("quota")) {
      String[] parts = quota.split(":");
      quotas.put(parts[0], Long.parseLong(parts[1]));
    }
    AckLevel ack = AckLevel.valueOf(words.option("ack", "REPLICATED"));
    long life = words.time("life");
    long longest = words.time("longest");
    List<String> locations = words.rest();
    PoolSpec spec = new PoolSpec(locations, quotas, ranks, life, longest, ack);
    return catalogue.pool(id).isEmpty() ? new CreatePool(id, spec) : new UpdatePool(id, spec, "");
  }

  private Facts catalogue(CatalogueCommand command) {
    Answer<Catalogue> answer = CatalogueChange.apply(catalogue, command);
    if (answer instanceof Answer.Done<Catalogue>(Catalogue next)) {
      catalogue = next;
      subject.catalogue(next);
      if (command instanceof DeleteLocation(String id, String etag)) {
        return catalogue(
            new EndRemoval(id, next.location(id).map(Location::leaving).orElseThrow(), true));
      }
    }
    return Facts.of(answer, next -> new Facts(List.of(), List.of(), List.of()));
  }

  private static Create create(Words words) {
    String id = words.next();
    String pool = words.next();
    return new Create(
        id,
        pool,
        words.lines(),
        words.time("ttl"),
        words.ack(),
        words.flag("partial"),
        words.option("region", ""));
  }

  private Confirm confirm(Words words) {
    return new Confirm(
        name(words), words.option("order", ""), words.flag("reacquire"), words.ack());
  }

  private Extend extend(Words words) {
    return new Extend(name(words), START_MILLIS + words.time("until"), words.ack());
  }

  /** Tables name a hold by its hold_id; the last one granted under it is meant. */
  private HoldName name(Words words) {
    String id = words.next();
    return names.getOrDefault(id, new HoldName(0, id));
  }

  private Facts hold(HoldCommand command) {
    Answer<Hold> answer = subject.hold(command, now);
    if (answer instanceof Answer.Done<Hold>(Hold hold)) {
      names.put(hold.holdId(), new HoldName(hold.home(), hold.holdId()));
    }
    return Facts.of(answer, hold -> Facts.hold(hold, START_MILLIS));
  }

  private static Count count(Words words) {
    return new Count(
        words.next(),
        words.next(),
        Long.parseLong(words.next()),
        words.option("source", "default"),
        words.number("version", 1),
        words.flag("takeover"),
        words.number("safety", -1));
  }

  private static Adjust adjust(Words words) {
    return new Adjust(
        words.next(),
        words.next(),
        Long.parseLong(words.next()),
        words.next(),
        words.option("reason", ""));
  }

  private Facts stock(StockCommand command) {
    return Facts.of(subject.stock(command, now), Facts::position);
  }

  private Facts available(String pool, List<String> skus, boolean detail) {
    return Facts.of(subject.availability(pool, skus, detail, now), Facts::availability);
  }

  private Facts look(String pool, String sku, String location) {
    Answer<Position> seen =
        subject
            .availability(pool, List.of(sku), true, now)
            .map(items -> position(items.getFirst(), location));
    return Facts.of(seen, Facts::position);
  }

  private static Position position(Availability item, String location) {
    return item.positions().stream()
        .filter(position -> position.location().equals(location))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("nothing was counted at " + location));
  }
}
