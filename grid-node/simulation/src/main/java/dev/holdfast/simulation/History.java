package dev.holdfast.simulation;

import dev.holdfast.engine.StockCommand;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.engine.catalogue.CatalogueCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

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
  private final Member member;
  private final Clients clients;
  private final int steps;
  private final int deathPercent;
  private final List<String> trace = new ArrayList<>();

  History(long seed, Plant plant, int mostSteps) {
    this.world = new World(seed, plant);
    this.schedule = world.schedule;
    this.draw = world.draw;
    this.load = new Load(world);
    this.judge = new Judge(world, load.customers, load.supplies);
    this.member = new Member(world, this::resume);
    this.clients = new Clients(world, member, judge, load.supplies);
    this.deathPercent = draw.oneOf(0, 2, 8);
    this.steps = Math.min(draw.between(10, 120), mostSteps);
  }

  /** What happened, a line for each step. */
  List<String> trace() {
    return trace;
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
    return member.starts();
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
    world.disk.putOutFuse();
    look();
    note("the last death");
    die(false);
    look();
  }

  private long gap() {
    return draw.between(0, draw.chance(80) ? 300 * Schedule.MILLI : 2 * Schedule.SECOND);
  }

  private void begin() {
    member.start();
    pass(Schedule.SECOND);
    for (CatalogueCommand command : load.places.atFirst()) {
      serving().change(command, StockGrid.NO_DEADLINE);
      pass(30 * Schedule.MILLI);
    }
    List<StockCommand> counts = load.firstCounts();
    serving().stock(counts, StockGrid.NO_DEADLINE);
    pass(100 * Schedule.MILLI);
    world.disk.settle();
  }

  private StockGrid serving() {
    return Objects.requireNonNull(member.grid(), "the member serves");
  }

  private void resume() {
    clients.resume();
  }

  private void note(String what) {
    trace.add(String.format("%8.3f s  %s", schedule.now() / 1e9, what));
  }

  private void step() {
    int dice = draw.between(1, 100);
    if (draw.between(0, 99) < deathPercent) {
      death();
    } else if (dice <= 80) {
      List<Clients.Request> requests = load.requests();
      requests.forEach(request -> note(request.command.toString()));
      guard(() -> clients.ask(requests));
    } else if (dice <= 89) {
      Supply supply = load.supply();
      StockCommand change = load.change(supply);
      note(change.toString());
      guard(() -> clients.change(supply, new Supply.Change(change)));
    } else if (dice <= 95) {
      CatalogueCommand change = load.places.change();
      note(change.toString());
      StockGrid grid = member.grid();
      if (grid != null) {
        guard(() -> grid.change(change, StockGrid.NO_DEADLINE));
      }
    } else {
      long jump = draw.between(-3_600_000L, 3_600_000L);
      note("the wall clock jumps by " + jump + " ms");
      world.clock.jump(jump);
    }
  }

  private void death() {
    if (draw.chance(50)) {
      int writes = draw.between(1, 12);
      note("the process will die at write " + writes);
      world.disk.lightFuse(writes);
    } else if (member.isAlive()) {
      die(draw.chance(40));
    }
  }

  private void die(boolean powerLoss) {
    note(powerLoss ? "power loss" : "kill -9");
    member.die();
    clients.cutOff();
    if (powerLoss) {
      long written = world.disk.powerLoss();
      load.customers.forEach(customer -> customer.forget(written));
      clients.powerLost(written);
      judge.refusals.forget();
    } else {
      world.disk.processDeath();
    }
    schedule.outside(draw.between(0, 500 * Schedule.MILLI), member::start);
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
    Broken broken = member.broken();
    if (broken != null) {
      throw broken;
    }
    if (world.disk.isDead()) {
      die(draw.chance(40));
    }
  }

  private void look() {
    for (int i = 0; i < 1_200 && !(member.grid() != null && clients.allAnswered()); i++) {
      pass(100 * Schedule.MILLI);
    }
    if (member.grid() == null) {
      throw new Broken("I10: the member does not serve");
    }
    if (!clients.allAnswered()) {
      throw new Broken("I10: no definite answer within 120 s to\n    " + clients.waiting());
    }
    pass(QUIET);
    while (isEndNear()) {
      pass(Schedule.SECOND);
    }
    FinalLook.Looked looked =
        new FinalLook(serving(), load).look(world.disk.written(), schedule.now());
    pass(Schedule.SECOND);
    looked.judge();
    judge.refusals.check();
  }

  private boolean isEndNear() {
    long from = world.clock.earliestShardMillis() - 1_000;
    long to = world.clock.latestShardMillis() + 1_000;
    return load.customers.stream()
        .map(Customer::known)
        .filter(Objects::nonNull)
        .anyMatch(hold -> hold.expireMillis() >= from && hold.expireMillis() <= to);
  }
}
