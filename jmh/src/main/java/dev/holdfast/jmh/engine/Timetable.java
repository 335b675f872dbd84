package dev.holdfast.jmh.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * When the commands on {@value #LIVES} holds come, in a round that repeats: what a hold of this
 * round is sent in a later one, this round sends to a hold of an earlier one.
 *
 * <p>Of 100 holds 36 are confirmed (30 of them shipped, 6 cancelled), 32 released, 30 expire and 2
 * are refused because their SKU is sold out. 6 are read once, 4 extended and 3 created twice, as a
 * caller that saw no answer does.
 */
final class Timetable {
  static final int LIVES = 1 << 16;
  static final int BATCH = 64;

  /** Shard time goes on by one millisecond per so many batches. */
  static final int BATCHES_PER_MILLI = 1;

  /** Expire and refused holds are sent nothing more by the callers. */
  enum Kind {
    SHIPPED,
    CANCELLED,
    RELEASED,
    EXPIRES,
    REFUSED
  }

  enum Action {
    CREATE,
    CONFIRM,
    RELEASE,
    SHIP,
    CANCEL,
    EXTEND,
    GET,
    COUNT
  }

  /**
   * A command.
   *
   * @param at how many holds are created before it in the round
   * @param life the hold, counted from the first one of the round; below 0 for earlier rounds
   */
  record Event(int at, long life, Action action) {}

  /**
   * What becomes of a hold. All are ages in shares of the mean time to live, 0 for never.
   *
   * @param decided when it is confirmed or released
   * @param end when its last unit is shipped or cancelled
   * @param extended the longer time to live that it is given
   */
  private record Fate(
      Kind kind,
      double ttl,
      double decided,
      double end,
      double extended,
      double extend,
      double get,
      double again) {

    double alive() {
      return switch (kind) {
        case SHIPPED, CANCELLED -> end;
        case RELEASED -> decided;
        case EXPIRES -> Math.max(ttl, extended);
        case REFUSED -> 0;
      };
    }
  }

  private final RandomGenerator random =
      RandomGeneratorFactory.of("L64X128MixRandom").create(20_261_122);
  private final List<Fate> fates = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private double livesPerMilli;
  private double meanTtlMillis;
  private long longestAge;
  private int asked;

  /** Draws a timetable that keeps so many holds alive. */
  Timetable(int liveHolds) {
    for (int i = 0; i < LIVES; i++) {
      fates.add(draw());
    }
    // Ages count holds created since, which depend on the number of commands: one pass for that.
    livesPerMilli = 1;
    meanTtlMillis = 1;
    schedule();
    livesPerMilli = (double) LIVES * BATCHES_PER_MILLI / batches();
    double mean = fates.stream().mapToDouble(Fate::alive).average().orElseThrow();
    meanTtlMillis = liveHolds / (livesPerMilli * mean);
    schedule();
    events.sort(Comparator.comparingInt(Event::at));
  }

  private Fate draw() {
    Kind kind = kind(random.nextInt(100));
    double ttl = random.nextDouble(0.5, 1.5);
    double decided =
        switch (kind) {
          case SHIPPED, CANCELLED -> ttl * random.nextDouble(0.02, 0.5);
          case RELEASED -> ttl * random.nextDouble(0.02, 0.9);
          case EXPIRES, REFUSED -> 0;
        };
    double end = decided + random.nextDouble(0.01, 1);
    double open = kind == Kind.REFUSED ? 0 : decided == 0 ? ttl : decided;
    double extend = chance(4) * open;
    return new Fate(
        kind,
        ttl,
        decided,
        end,
        extend == 0 ? 0 : ttl * 1.25,
        extend,
        chance(6) * open,
        chance(3) * open);
  }

  /** An inner share with the chance given in percent, else 0. */
  private double chance(int percent) {
    return random.nextInt(100) < percent ? random.nextDouble(0.05, 0.95) : 0;
  }

  private static Kind kind(int percent) {
    if (percent < 30) {
      return Kind.SHIPPED;
    }
    if (percent < 36) {
      return Kind.CANCELLED;
    }
    return percent < 68 ? Kind.RELEASED : percent < 98 ? Kind.EXPIRES : Kind.REFUSED;
  }

  private void schedule() {
    events.clear();
    longestAge = 0;
    for (int i = 0; i < LIVES; i++) {
      schedule(i, fates.get(i));
    }
    asked = events.size();
    int round = batches() * BATCH;
    while (events.size() < round) {
      events.add(new Event(random.nextInt(LIVES), 0, Action.COUNT));
    }
  }

  private void schedule(int life, Fate fate) {
    events.add(new Event(life, life, Action.CREATE));
    add(life, fate.extend(), Action.EXTEND);
    add(life, fate.get(), Action.GET);
    add(life, fate.again(), Action.CREATE);
    switch (fate.kind()) {
      case SHIPPED -> {
        add(life, fate.decided(), Action.CONFIRM);
        add(life, fate.end(), Action.SHIP);
      }
      case CANCELLED -> {
        add(life, fate.decided(), Action.CONFIRM);
        add(life, fate.end(), Action.CANCEL);
      }
      case RELEASED -> add(life, fate.decided(), Action.RELEASE);
      case EXPIRES, REFUSED -> longestAge = Math.max(longestAge, age(fate.alive()));
    }
  }

  private long age(double share) {
    return (long) (share * meanTtlMillis * livesPerMilli);
  }

  private void add(int life, double share, Action action) {
    if (share == 0) {
      return;
    }
    long age = 1 + age(share);
    longestAge = Math.max(longestAge, age);
    int at = (int) Math.floorMod(life + age, (long) LIVES);
    events.add(new Event(at, at - age, action));
  }

  /** In a round: one count per batch and what the holds ask for, rounded up by more counts. */
  int batches() {
    return asked / (BATCH - 1) + 1;
  }

  List<Event> events() {
    return events;
  }

  /** A life's number within its round. */
  static int index(long life) {
    return (int) Math.floorMod(life, (long) LIVES);
  }

  long ttlMillis(long life) {
    return (long) (fates.get(index(life)).ttl() * meanTtlMillis);
  }

  /** The longer life that an extended hold asks for. */
  long extendedMillis(long life) {
    return (long) (fates.get(index(life)).extended() * meanTtlMillis);
  }

  boolean refused(long life) {
    return fates.get(index(life)).kind() == Kind.REFUSED;
  }

  /** Refusals per round: nothing but what is sold out. */
  long refusals() {
    return fates.stream().filter(fate -> fate.kind() == Kind.REFUSED).count();
  }

  /** After so many rounds every hold is as old as it gets. */
  int roundsToSteady() {
    return (int) (longestAge / LIVES) + 2;
  }
}
