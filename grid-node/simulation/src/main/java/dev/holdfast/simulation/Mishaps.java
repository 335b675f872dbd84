package dev.holdfast.simulation;

import dev.holdfast.cluster.control.ShardConfiguration;
import java.util.ArrayList;
import java.util.List;

/** What may go wrong in a grid of several members, some kinds of it in each history. */
final class Mishaps {

  /** A kind of trouble. */
  private enum Kind {
    DEATH,
    DEATH_AT_A_WRITE,
    POWER_LOSS,
    SEVERAL_DIE,
    ALL_DIE,
    CUT,
    LIE,
    CHANGED_MIND,
    OLD_DISK,
    NEW_DISK
  }

  /** How a member dies. */
  enum Death {
    KILL,
    POWER_LOSS,
    /** It starts again with a copy of its disk that somebody kept. */
    OLD_DISK,
    /** It starts again with an empty disk, as another member. */
    NEW_DISK
  }

  /** Lets a member die, and start again some time later. */
  interface Deaths {
    void die(Member member, Death death);
  }

  private final World world;
  private final Draw draw;
  private final Deaths deaths;
  private final List<Kind> kinds = new ArrayList<>();
  private final boolean longOutages;
  private final boolean jumps;

  /**
   * Trouble to come.
   *
   * @param deaths lets members die
   */
  Mishaps(World world, Deaths deaths) {
    this.world = world;
    this.draw = world.draw;
    this.deaths = deaths;
    if (world.isAlone()) {
      longOutages = false;
      jumps = true;
      return;
    }
    for (Kind kind : Kind.values()) {
      if (draw.chance(60)) {
        kinds.add(kind);
      }
    }
    kinds.add(draw.oneOf(Kind.values()));
    longOutages = draw.chance(40);
    jumps = draw.chance(30);
  }

  /** Whether wall clocks jump. */
  boolean jumps() {
    return jumps;
  }

  /** Until a dead member starts again. */
  long outage() {
    return draw.between(
        0, longOutages && draw.chance(50) ? 20 * Schedule.SECOND : 500 * Schedule.MILLI);
  }

  /** Lets something go wrong, and says what. */
  String next() {
    Member member = draw.oneOf(world.members);
    return switch (draw.oneOf(kinds)) {
      case OLD_DISK -> {
        if (member.disk.hasCopy()) {
          yield lose(member, Death.OLD_DISK);
        }
        member.disk.keepCopy();
        yield "somebody keeps a copy of the disk of " + member;
      }
      case NEW_DISK -> lose(member, Death.NEW_DISK);
      case DEATH -> kill(List.of(member), 0);
      case POWER_LOSS -> kill(List.of(member), 100);
      case SEVERAL_DIE ->
          kill(world.members.stream().filter(m -> draw.chance(50)).toList(), draw.oneOf(0, 50));
      case ALL_DIE -> kill(world.members, draw.oneOf(0, 50, 100));
      case DEATH_AT_A_WRITE -> {
        int writes = draw.between(1, 12);
        member.disk.lightFuse(writes);
        yield member + " will die at write " + writes;
      }
      case CUT -> {
        String what = world.links.cut();
        world.schedule.outside(
            draw.between(0, draw.oneOf(1, 15, 60) * Schedule.SECOND), world.links::heal);
        yield what;
      }
      case LIE -> world.links.lie();
      case CHANGED_MIND -> world.links.changeMind();
    };
  }

  private String kill(List<Member> victims, int powerLossPercent) {
    // Whoever lost power must be told by the others what it lacks: they must still be there.
    int percent = isWhole() ? powerLossPercent : 0;
    for (Member victim : victims) {
      if (victim.isAlive()) {
        deaths.die(victim, draw.chance(percent) ? Death.POWER_LOSS : Death.KILL);
      }
    }
    return victims.isEmpty() ? "nothing happens" : "dead: " + victims;
  }

  private String lose(Member victim, Death death) {
    if (!victim.isAlive() || !isWhole() || !isSpare(victim)) {
      return "nothing happens";
    }
    deaths.die(victim, death);
    return "dead: " + victim;
  }

  /** How a member dies at a write. */
  Death any() {
    return draw.chance(40) && (world.isAlone() || isWhole()) ? Death.POWER_LOSS : Death.KILL;
  }

  /** Whether no copy of a shard is gone for good. */
  private boolean isWhole() {
    return world.council.state().configurations().values().stream()
        .flatMap(configuration -> configuration.copies().stream())
        .allMatch(identity -> world.member(identity) != null);
  }

  /** Whether each shard has, elsewhere, all that a member has of it, beyond doubt. */
  private boolean isSpare(Member member) {
    for (ShardConfiguration now : world.council.state().configurations().values()) {
      int shard = now.shard();
      boolean elsewhere =
          !now.copies().contains(member.identity())
              || world.copiesOf(shard).stream()
                  .filter(other -> other != member && !other.disk.isDoubtful(shard))
                  .map(other -> other.disk.shard(shard))
                  .anyMatch(
                      disk ->
                          disk.epoch == now.epoch()
                              && disk.last() >= member.disk.shard(shard).last());
      if (!elsewhere) {
        return false;
      }
    }
    return true;
  }
}
