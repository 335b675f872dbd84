package dev.holdfast.simulation;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.StockCommand;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.engine.catalogue.CatalogueCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * One history: callers, deaths and mishaps for some steps, then calm, and a look at everything,
 * twice: before and after a last death. One seed, one history; a shorter one is its prefix.
 */
final class History {
  private static final long QUIET = 6 * Schedule.SECOND;

  private final World world;
  private final Schedule schedule;
  private final Draw draw;
  private final Load load;
  private final Judge judge;
  private final Mishaps mishaps;
  private final Clients clients;
  private final int steps;
  private final int deathPercent;
  private final List<Line> trace = new ArrayList<>();

  /** What happened, and when; put into words only if somebody wants to know. */
  private record Line(long nanos, Object what) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%8.3f s  %s", nanos / 1e9, what);
    }
  }

  /**
   * A history to be lived through.
   *
   * @param members how many, 1 to 5
   * @param mostSteps fewer than it would have are a prefix of it
   */
  History(long seed, int members, Plant plant, int mostSteps) {
    this.world = new World(seed, members, plant, this::resume);
    this.schedule = world.schedule;
    this.draw = world.draw;
    this.load = new Load(world);
    this.judge = new Judge(world, load.customers, load.supplies);
    this.clients = new Clients(world, judge, load.supplies);
    this.mishaps = new Mishaps(world, this::die);
    this.deathPercent = draw.oneOf(0, 2, 8);
    this.steps = Math.min(draw.between(10, 120), mostSteps);
  }

  /** What happened, a line for each step. */
  List<String> trace() {
    return trace.stream().map(Line::toString).toList();
  }

  int steps() {
    return steps;
  }

  long answers() {
    return judge.grants + judge.refused;
  }

  long grants() {
    return judge.grants;
  }

  int starts() {
    return world.members.stream().mapToInt(Member::starts).sum();
  }

  /** Lives through it; Broken if a promise was. */
  void run() {
    begin();
    for (int step = 1; step <= steps; step++) {
      pass(draw.chance(70) ? draw.between(0, 5 * Schedule.MILLI) : gap());
      step();
      clients.checkWaiting();
    }
    note("calm");
    world.network.calm(true);
    world.links.calm(true);
    world.members.forEach(member -> member.disk.putOutFuse());
    look();
    note("the last death");
    world.members.forEach(member -> die(member, Mishaps.Death.KILL));
    look();
  }

  private long gap() {
    return draw.between(0, draw.chance(80) ? 300 * Schedule.MILLI : 2 * Schedule.SECOND);
  }

  private void begin() {
    if (!world.isAlone()) {
      world.links.calm(true);
    }
    world.members.forEach(Member::start);
    pass(Schedule.SECOND);
    for (int i = 0; i < 30 && !world.isServed(); i++) {
      pass(Schedule.SECOND);
    }
    for (CatalogueCommand command : load.places.atFirst()) {
      serving().change(command, StockGrid.NO_DEADLINE);
      pass(30 * Schedule.MILLI);
    }
    List<StockCommand> counts = load.firstCounts();
    if (world.isAlone()) {
      serving().stock(counts, StockGrid.NO_DEADLINE);
      pass(100 * Schedule.MILLI);
    } else {
      insist(counts);
      world.links.calm(false);
    }
    world.members.forEach(member -> member.disk.settle());
  }

  /** Shards may not have owners yet. */
  private void insist(List<StockCommand> counts) {
    for (int i = 0; i < 60; i++) {
      pass(500 * Schedule.MILLI);
      CompletableFuture<List<Answer<Position>>> answers =
          serving().stock(counts, StockGrid.NO_DEADLINE).toCompletableFuture();
      pass(500 * Schedule.MILLI);
      if (answers.isDone()
          && answers.join().stream().allMatch(answer -> answer instanceof Answer.Done<Position>)) {
        return;
      }
    }
    throw new Broken("I10: the first counts are not taken within a minute");
  }

  private StockGrid serving() {
    return world.members.stream()
        .map(Member::grid)
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow(() -> new Broken("I10: nobody serves"));
  }

  private void resume() {
    clients.resume();
  }

  private void note(Object what) {
    trace.add(new Line(schedule.now(), what));
  }

  private void step() {
    int dice = draw.between(1, 100);
    if (draw.between(0, 99) < deathPercent) {
      mishap();
    } else if (dice <= 80) {
      List<Clients.Request> requests = load.requests();
      requests.forEach(request -> note(request.command));
      guard(() -> clients.ask(requests));
    } else if (dice <= 89) {
      Supply supply = load.supply();
      StockCommand change = load.change(supply);
      note(change);
      guard(() -> clients.change(supply, new Supply.Change(change)));
    } else if (dice <= 95) {
      CatalogueCommand change = load.places.change();
      note(change);
      clients.anyDoor(grid -> guard(() -> grid.change(change, StockGrid.NO_DEADLINE)));
    } else if (mishaps.jumps()) {
      long jump = draw.between(-3_600_000L, 3_600_000L);
      note("the wall clock jumps by " + jump + " ms");
      Member member = world.isAlone() ? world.members.getFirst() : draw.oneOf(world.members);
      member.clock.jump(jump);
      if (!world.isAlone() && member.starts() > 1) {
        // It may go by its wall clock until it has heard an owner.
        world.time.started(member.clock.wallMillis(), false);
      }
    }
  }

  private void mishap() {
    if (world.isAlone()) {
      Member member = world.members.getFirst();
      if (draw.chance(50)) {
        int writes = draw.between(1, 12);
        note("the process will die at write " + writes);
        member.disk.lightFuse(writes);
      } else if (member.isAlive()) {
        die(member, mishaps.any());
      }
    } else {
      note(mishaps.next());
    }
  }

  private void die(Member member, Mishaps.Death death) {
    note(
        switch (death) {
          case KILL -> member + ": kill -9";
          case POWER_LOSS -> member + ": power loss";
          case OLD_DISK -> member + " gets an old copy of its disk";
          case NEW_DISK -> member + " gets a new disk";
        });
    member.die();
    clients.cutOff(member);
    switch (death) {
      case KILL -> member.disk.processDeath();
      case POWER_LOSS -> lost(member, member.disk.powerLoss());
      case OLD_DISK -> lost(member, member.disk.putCopyBack());
      case NEW_DISK -> {
        member.becomeAnother();
        lost(member, -1);
      }
    }
    schedule.outside(mishaps.outage(), member::start);
  }

  /** So many writes of a member are left. */
  private void lost(Member member, long kept) {
    load.customers.forEach(customer -> customer.forget(member.number, kept));
    clients.powerLost(member, kept);
    judge.refusals.forget();
    world.chronicle.checkLosses();
  }

  /** Lets time pass. */
  private void pass(long nanos) {
    long until = schedule.now() + nanos;
    boolean more = true;
    while (more) {
      boolean[] happened = new boolean[1];
      guard(() -> happened[0] = schedule.step(until));
      more = happened[0] || schedule.now() < until;
    }
  }

  /** Does something during which the process may die. */
  private void guard(Runnable action) {
    try {
      action.run();
    } catch (Crash crash) {
      // Below: the same death may also have been swallowed.
    }
    Broken broken = world.firstBroken();
    if (broken != null) {
      throw broken;
    }
    for (Member member : world.members) {
      if (member.disk.isDead()) {
        die(member, mishaps.any());
      }
    }
  }

  private void look() {
    for (int i = 0; i < 1_200 && !(world.isServed() && clients.allAnswered()); i++) {
      pass(100 * Schedule.MILLI);
    }
    if (!world.isServed()) {
      throw new Broken("I10: a member does not serve");
    }
    if (!clients.allAnswered()) {
      throw new Broken("I10: no definite answer within 120 s to\n    " + clients.waiting());
    }
    pass(QUIET);
    while (isEndNear()) {
      pass(Schedule.SECOND);
    }
    FinalLook.Looked looked = new FinalLook(serving(), load, world).look(schedule.now());
    pass(Schedule.SECOND);
    looked.judge();
    judge.refusals.check();
    world.chronicle.compareAll();
  }

  private boolean isEndNear() {
    long from = world.time.earliest() - 1_000;
    long to = world.time.latest() + 1_000;
    return load.customers.stream()
        .map(Customer::known)
        .filter(Objects::nonNull)
        .anyMatch(hold -> hold.expireMillis() >= from && hold.expireMillis() <= to);
  }
}
