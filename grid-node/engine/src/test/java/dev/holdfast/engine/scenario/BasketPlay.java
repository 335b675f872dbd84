package dev.holdfast.engine.scenario;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Availability;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.StockCommand;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.Location;
import dev.holdfast.engine.catalogue.Pool;
import dev.holdfast.engine.shard.BasketPage;
import dev.holdfast.engine.shard.Commands;
import dev.holdfast.engine.shard.Commands.PinnedLine;
import dev.holdfast.engine.shard.Commands.TakenLine;
import dev.holdfast.engine.shard.HoldKey;
import dev.holdfast.engine.shard.OutcomeReader;
import dev.holdfast.engine.shard.OutcomeReader.Taken;
import dev.holdfast.engine.shard.OutcomeReader.Wish;
import dev.holdfast.engine.shard.OutcomeType;
import dev.holdfast.engine.shard.Settlement;
import dev.holdfast.engine.shard.ShardMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Plays what passes between the home of one basket and a line shard of it, a message a row: a
 * message that has a name can be sent once more, or late.
 */
final class BasketPlay {
  private static final int HOME = 0;
  private static final int LINE = 1;
  private static final String ID = "b";
  private static final HoldKey KEY = HoldKey.of(ID);
  private static final String SKU = sku();

  private final Catalogue catalogue = catalogue();
  private final Member home = new Member(HOME);
  private final Member line = new Member(LINE);
  private final Map<String, Consumer<Commands>> messages = new HashMap<>();
  private final Map<String, HoldCommand.Ship> shipments = new HashMap<>();
  private long now = 1_795_737_600_000L;
  private PinnedLine wanted = wanted(1);
  private AckLevel ack = AckLevel.REPLICATED;
  private long attempt;
  private List<Taken> taken = List.of();
  private Settlement prepared = new Settlement(0, 0, 0, Settlement.VOID, List.of());
  private List<Wish> wishes = List.of();
  private List<int[]> parts = List.of();
  private List<BasketPage.Basket> found = List.of();
  private int adjustments;

  /** Does what a row says and answers what came of it. */
  String command(String text) {
    String[] words = text.split(" +");
    return switch (words[0]) {
      case "stock" -> stock(words[1], Long.parseLong(words[2]));
      case "look" -> look();
      case "open" -> open(Integer.parseInt(words[1]), words.length > 2);
      case "reopen" -> begun(atHome(c -> c.reopen(KEY, ack)));
      case "take" -> take(send(words[1], takes()));
      case "grant" -> hold(atHome(c -> c.grant(KEY, attempt, ack, "", takenLines())));
      case "abandon" -> hold(atHome(c -> c.abandon(KEY, attempt)));
      case "confirm" -> hold(atHome(c -> c.confirm(confirm())));
      case "release" -> hold(atHome(c -> c.release(new HoldCommand.Release(name(), null))));
      case "ask" -> ask(words[1]);
      case "settle" -> hold(again(words[1]));
      case "ship" -> ship(words[1], Long.parseLong(words[2]));
      case "pick" -> picked(send(words[1], picks()));
      case "shipped" -> hold(atHome(c -> c.shipParts(shipments.get(words[1]), parts)));
      case "give-up" -> hold(atHome(c -> c.abandonShipment(KEY)));
      case "again" -> outcome(again(words[1]));
      case "walk" -> walk();
      case "take-again" -> take(send(words[1], c -> c.takeAgain(HOME, found.getFirst())));
      case "short" -> hold(atHome(c -> c.becomeShort(KEY, attempt)));
      case "expire" -> expire();
      case "restart" -> done(member(words[1])::restart);
      case "keep" -> done(member(words[1])::keep);
      case "lose" -> done(member(words[1])::lose);
      default -> throw new IllegalArgumentException("no such command: " + words[0]);
    };
  }

  private Member member(String name) {
    return name.equals("home") ? home : line;
  }

  private static String done(Runnable what) {
    what.run();
    return "";
  }

  private OutcomeReader atHome(Consumer<Commands> command) {
    return home.decide(command, now, catalogue);
  }

  private OutcomeReader atLine(Consumer<Commands> command) {
    return line.decide(command, now, catalogue);
  }

  /** Sends a message to the line shard for the first time. */
  private OutcomeReader send(String name, Consumer<Commands> message) {
    messages.put(name, message);
    return again(name);
  }

  private OutcomeReader again(String name) {
    return atLine(messages.get(name));
  }

  private String outcome(OutcomeReader reader) {
    return switch (reader.type()) {
      case TAKEN -> took(reader);
      case PARTS -> parts(reader.parts());
      default -> hold(reader);
    };
  }

  private String stock(String location, long delta) {
    String id = "a" + adjustments++;
    int number = catalogue.locationNames().indexOf(location);
    atLine(c -> c.adjust(new StockCommand.Adjust(SKU, location, delta, id, ""), number));
    return "";
  }

  /** All locations together, and how many intents wait for their home. */
  private String look() {
    OutcomeReader reader = atLine(c -> c.availability(0, true, List.of(SKU)));
    if (!(reader.availability(List.of(SKU))
        instanceof Answer.Done<List<Availability>>(List<Availability> items))) {
      throw new IllegalStateException("availability is refused");
    }
    List<Position> at = items.getFirst().positions();
    return "%d on hand, %d held, %d committed, %d waiting"
        .formatted(
            at.stream().mapToLong(Position::onHand).sum(),
            at.stream().mapToLong(Position::held).sum(),
            at.stream().mapToLong(Position::committed).sum(),
            line.undecided());
  }

  private String open(int units, boolean synced) {
    wanted = wanted(units);
    ack = synced ? AckLevel.SYNCED : AckLevel.REPLICATED;
    HoldCommand.Create create =
        new HoldCommand.Create(ID, "web", List.of(wanted.line()), 60_000, ack, false, "");
    return begun(atHome(c -> c.open(create, 0, List.of(wanted))));
  }

  private String begun(OutcomeReader reader) {
    if (reader.type() != OutcomeType.OPENED) {
      return outcome(reader);
    }
    attempt = reader.attempt();
    return "begun";
  }

  private String expire() {
    now += 61_000;
    return hold(atHome(Commands::tick));
  }

  private Consumer<Commands> takes() {
    long forAttempt = attempt;
    AckLevel level = ack;
    PinnedLine asked = wanted;
    return c -> c.take(HOME, KEY, forAttempt, 0, level, false, false, 0, List.of(asked));
  }

  private String take(OutcomeReader reader) {
    if (reader.type() == OutcomeType.TAKEN) {
      taken = reader.taken();
    }
    return outcome(reader);
  }

  private String took(OutcomeReader reader) {
    String places =
        reader.taken().stream()
            .map(line -> backings(line.takes()))
            .collect(Collectors.joining(", "));
    return "took " + places + (reader.synced() ? ", on disk" : "");
  }

  private String backings(int[] takes) {
    List<String> places = new ArrayList<>();
    for (int i = 0; i < takes.length; i += 2) {
      places.add(takes[i + 1] + " " + catalogue.locationNames().get(takes[i]));
    }
    return String.join(" + ", places);
  }

  private List<TakenLine> takenLines() {
    return taken.stream()
        .map(line -> new TakenLine(wanted, requested(), line.quantity(), line.takes()))
        .toList();
  }

  private int requested() {
    return (int) wanted.line().quantity();
  }

  private static HoldCommand.Confirm confirm() {
    return new HoldCommand.Confirm(name(), "", false, null);
  }

  private static HoldName name() {
    return new HoldName(HOME, ID);
  }

  private String hold(OutcomeReader reader) {
    return switch (reader.type()) {
      case HOLD ->
          switch (reader.hold()) {
            case Answer.Done<Hold>(Hold hold) -> state(hold);
            case Answer.Refused<Hold> refused -> refused.reason().name();
          };
      case REFUSED -> reader.reason().name();
      default -> reader.type().name();
    };
  }

  private static String state(Hold hold) {
    long shipped = hold.lines().stream().mapToLong(line -> line.shipped()).sum();
    return hold.state() + (shipped > 0 ? ", " + shipped + " shipped" : "");
  }

  private String ask(String name) {
    long about = attempt;
    Settlement says = atHome(c -> c.ask(KEY, about)).settlement();
    messages.put(name, c -> c.settle(HOME, KEY, says, says.lines()));
    return switch (says.state()) {
      case 0 -> "undecided";
      case 1 -> "held";
      case 2 -> "confirmed";
      default -> "void";
    };
  }

  private String ship(String id, long units) {
    List<HoldCommand.Part> part = List.of(new HoldCommand.Part(SKU, units));
    HoldCommand.Ship ship = new HoldCommand.Ship(name(), id, part, null);
    shipments.put(id, ship);
    OutcomeReader reader = atHome(c -> c.ship(ship));
    if (reader.type() != OutcomeType.PARTS) {
      return outcome(reader);
    }
    prepared = reader.settlement();
    wishes = reader.wishes();
    return "to pick " + wishes.stream().mapToInt(Wish::units).sum();
  }

  private Consumer<Commands> picks() {
    Settlement confirmed = prepared;
    int units = wishes.stream().mapToInt(Wish::units).sum();
    List<int[]> asked = List.of(new int[] {wanted.number(), units});
    return c -> c.shipIntent(HOME, KEY, confirmed, confirmed.lines(), asked);
  }

  private String picked(OutcomeReader reader) {
    if (reader.type() == OutcomeType.PARTS) {
      parts = reader.parts();
    }
    return outcome(reader);
  }

  private static String parts(List<int[]> parts) {
    return "picked " + parts.stream().mapToInt(part -> part[2]).sum();
  }

  private String walk() {
    BasketPage page = atHome(c -> c.basketsAt(LINE, 2, BasketPage.START)).baskets();
    found = page.baskets();
    return found.size() + " baskets";
  }

  String broken() {
    return home.broken() + line.broken();
  }

  private static PinnedLine wanted(int units) {
    return new PinnedLine(0, new HoldCommand.Line(SKU, units, ""), -1);
  }

  /** One that lives at the line shard. */
  private static String sku() {
    ShardMap map = new ShardMap(2);
    int i = 0;
    while (map.shardOf("mug" + i) != LINE) {
      i++;
    }
    return "mug" + i;
  }

  private static Catalogue catalogue() {
    List<String> names = List.of("east", "west");
    List<Location> locations = new ArrayList<>();
    for (String name : names) {
      locations.add(new Location(locations.size(), name, Location.Kind.STORE, true, "", 0, 1, 0));
    }
    Pool web =
        new Pool(0, "web", names, List.of(), List.of(), 60_000, 60_000, AckLevel.REPLICATED, 1);
    return Catalogue.restore(1, List.of(web), locations, List.of("web"), names);
  }
}
