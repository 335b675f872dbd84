package dev.holdfast.jmh.engine;

import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.shard.Commands;
import dev.holdfast.engine.shard.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * A round of batches, encoded once and sent for ever: a batch costs the stream only the hold ids
 * and the few numbers that it writes into the bytes. Not thread-safe.
 */
final class CommandStream {
  /** Some instant, UTC epoch milliseconds. */
  private static final long START_MILLIS = 1_800_000_000_000L;

  /** Length, type and level stand before a hold id; behind it, the length of its text. */
  private static final int ID_AT = 6;

  private static final int EXPIRE_AT = ID_AT + 17;

  private final Timetable timetable;
  private final Frame frame = new Frame(1 << 14);
  private final Commands commands = new Commands(frame);
  private final List<Batch> batches = new ArrayList<>();
  private final int pool;
  private long round;
  private int next;

  private final List<Integer> idAt = new ArrayList<>();
  private final List<Long> life = new ArrayList<>();
  private final List<Integer> longAt = new ArrayList<>();
  private final List<Long> first = new ArrayList<>();
  private final List<Long> step = new ArrayList<>();

  CommandStream(Timetable timetable, Catalogue catalogue) {
    this.timetable = timetable;
    this.pool = catalogue.pool(Shop.POOL).orElseThrow().number();
    List<Timetable.Event> events = timetable.events();
    for (int i = 0; i < events.size(); i += Timetable.BATCH) {
      events.subList(i, i + Timetable.BATCH).forEach(this::encode);
      batches.add(
          new Batch(
              frame.copy(), ints(idAt), longs(life), ints(longAt), longs(first), longs(step)));
      frame.clear();
      List.of(idAt, life, longAt, first, step).forEach(List::clear);
    }
  }

  /** Shard time of the batch that {@link #next} loads next, UTC epoch milliseconds. */
  long nowMillis() {
    return START_MILLIS + (round * batches.size() + next) / Timetable.BATCHES_PER_MILLI;
  }

  /** Makes the frame read the next batch. */
  void next(Frame into) {
    batches.get(next).load(into, round, round * Timetable.LIVES);
    if (++next == batches.size()) {
      next = 0;
      round++;
    }
  }

  /** Batches in a round. */
  int batches() {
    return batches.size();
  }

  private void encode(Timetable.Event event) {
    int start = frame.limit();
    // The random choices of a hold are drawn from its number, so that a second create is the same.
    int index = Timetable.index(event.life());
    SplittableRandom random = new SplittableRandom(index);
    HoldName name = new HoldName(0, new UUID(0, 0).toString());
    if (event.action() == Timetable.Action.COUNT) {
      count(start);
      return;
    }
    switch (event.action()) {
      case CREATE -> create(event.life(), name.holdId(), random);
      case CONFIRM -> {
        String order = String.format(Locale.ROOT, "SO-%08d", index);
        commands.confirm(new HoldCommand.Confirm(name, order, false, null));
      }
      case RELEASE -> commands.release(new HoldCommand.Release(name, null));
      case SHIP -> commands.ship(new HoldCommand.Ship(name, "SH-" + index, List.of(), null));
      case CANCEL -> commands.cancel(new HoldCommand.Cancel(name, "CA-" + index, List.of(), null));
      case EXTEND -> extend(event, name, start);
      case GET -> commands.get(new HoldCommand.Get(name));
      case COUNT -> throw new IllegalStateException("a count is on no hold");
    }
    idAt.add(start + ID_AT);
    life.add(event.life());
  }

  private void create(long of, String holdId, SplittableRandom random) {
    int lines = random.nextInt(8) == 0 ? 2 : 1;
    List<Commands.PinnedLine> asked = new ArrayList<>();
    for (int i = 0; i < lines; i++) {
      int sku = random.nextInt(Shop.SKUS - Shop.SOLD_OUT);
      if (timetable.refused(of)) {
        sku = Shop.SKUS - 1 - random.nextInt(Shop.SOLD_OUT);
      }
      var line = new HoldCommand.Line(Shop.sku(sku), 1 + random.nextInt(3), "");
      asked.add(new Commands.PinnedLine(i, line, -1));
    }
    List<HoldCommand.Line> wishes = asked.stream().map(Commands.PinnedLine::line).toList();
    String region = random.nextBoolean() ? Shop.REGION : "";
    commands.create(
        new HoldCommand.Create(
            holdId, Shop.POOL, wishes, timetable.ttlMillis(of), null, false, region),
        pool,
        asked);
  }

  private void extend(Timetable.Event event, HoldName name, int start) {
    commands.extend(new HoldCommand.Extend(name, 0, null));
    long sinceCreated = event.at() - event.life();
    long perLife = sinceCreated * timetable.batches() / Timetable.LIVES;
    long created = batches.size() - perLife;
    number(
        start + EXPIRE_AT,
        START_MILLIS
            + created / Timetable.BATCHES_PER_MILLI
            + timetable.extendedMillis(event.life()),
        timetable.batches() / Timetable.BATCHES_PER_MILLI);
  }

  /** The stock's system counts a position again, each time with a greater version. */
  private void count(int start) {
    SplittableRandom random = new SplittableRandom(start + 31L * batches.size());
    int sku = random.nextInt(Shop.SKUS);
    int location = random.nextInt(Shop.locations());
    var count = Shop.count(sku, location, 0);
    commands.count(count, location);
    int versionAt = frame.limit() - 1 - 8 - 8;
    number(versionAt, 1 + batches.size(), timetable.batches());
  }

  private void number(int at, long initially, long perRound) {
    longAt.add(at);
    first.add(initially);
    step.add(perRound);
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  private static long[] longs(List<Long> list) {
    return list.stream().mapToLong(Long::longValue).toArray();
  }
}
