package dev.holdfast.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Between the members: messages are lost, doubled, late and overtake each other; links are cut, in
 * one direction or both; and who is alive, or should hold what, each member believes for itself,
 * late or wrongly.
 */
final class Links {
  private final World world;
  private final Draw draw;
  private final Schedule schedule;
  private final int size;
  private final boolean[][] cut;

  /** Whom each member believes alive. */
  private final boolean[][] believes;

  /** Until when each member cannot tell where shards should be. */
  private final long[] unsureUntil;

  /** Who should hold each shard, the owner first. */
  private final List<List<Integer>> wishes = new ArrayList<>();

  private final int lossPercent;
  private final int doublePercent;
  private final int slowPercent;
  private final int latePerMille;
  private final int lagPercent;
  private final int answerLossPercent;
  private boolean calm;

  Links(World world) {
    this.world = world;
    this.draw = world.draw;
    this.schedule = world.schedule;
    this.size = world.members.size();
    this.cut = new boolean[size][size];
    this.believes = new boolean[size][size];
    this.unsureUntil = new long[size];
    boolean alone = world.isAlone();
    this.lossPercent = alone ? 0 : draw.oneOf(0, 0, 2, 20);
    this.doublePercent = alone ? 0 : draw.oneOf(0, 2, 20);
    this.slowPercent = alone ? 0 : draw.oneOf(0, 2, 20);
    this.latePerMille = alone ? 0 : draw.oneOf(0, 2, 20);
    this.lagPercent = alone ? 0 : draw.oneOf(0, 5, 30);
    this.answerLossPercent = alone ? 0 : draw.oneOf(0, 0, 5, 30);
    for (int shard = 0; shard < world.shards.shards(); shard++) {
      wishes.add(wish());
    }
  }

  private List<Integer> wish() {
    List<Integer> order = new ArrayList<>();
    for (int member = 0; member < size; member++) {
      order.add(size == 1 ? 0 : draw.between(0, order.size()), member);
    }
    return order;
  }

  /** From now on nothing is lost, slow or cut, and all see what is. */
  void calm(boolean isCalm) {
    calm = isCalm;
    if (isCalm) {
      heal();
    }
  }

  boolean areJoined(Member one, Member other) {
    return !cut[one.number][other.number] && !cut[other.number][one.number];
  }

  // --- messages
  // -----------------------------------------------------------------------------------

  void send(Member from, UUID to, int shard, byte[] message) {
    Member receiver = world.member(to);
    if (receiver == null || !believes[from.number][receiver.number]) {
      return;
    }
    UUID sender = from.identity();
    byte[] copy = message.clone();
    if (calm || !draw.chance(lossPercent)) {
      deliver(from, sender, receiver, to, shard, copy);
    }
    if (!calm && draw.chance(doublePercent)) {
      deliver(from, sender, receiver, to, shard, copy);
    }
  }

  private void deliver(
      Member from, UUID sender, Member receiver, UUID to, int shard, byte[] message) {
    schedule.outside(
        delay(),
        () -> {
          if (!cut[from.number][receiver.number] && receiver.identity().equals(to)) {
            receiver.received(sender, shard, message.clone());
          }
        });
  }

  private long delay() {
    if (!calm && draw.between(0, 999) < latePerMille) {
      return draw.between(0, 60 * Schedule.SECOND);
    }
    if (!calm && draw.chance(slowPercent)) {
      return draw.between(0, 400 * Schedule.MILLI);
    }
    return draw.between(0, 2 * Schedule.MILLI);
  }

  // --- the control group
  // --------------------------------------------------------------------------

  long controlDelay() {
    boolean slow = !calm && draw.chance(slowPercent);
    return draw.between(0, slow ? 400 * Schedule.MILLI : 8 * Schedule.MILLI);
  }

  long controlLag() {
    boolean slow = !calm && draw.chance(lagPercent);
    return draw.between(0, slow ? 3 * Schedule.SECOND : 75 * Schedule.MILLI);
  }

  boolean losesControlAnswer() {
    return !calm && draw.chance(answerLossPercent);
  }

  // --- who is there
  // -------------------------------------------------------------------------------

  SortedSet<UUID> alive(Member observer) {
    SortedSet<UUID> alive = new TreeSet<>();
    for (Member member : world.members) {
      if (member == observer || believes[observer.number][member.number]) {
        alive.add(member.identity());
      }
    }
    return alive;
  }

  List<UUID> placement(Member observer, int shard, int copies) {
    if (schedule.now() < unsureUntil[observer.number]) {
      return List.of();
    }
    return wishes.get(shard).stream()
        .filter(number -> number == observer.number || believes[observer.number][number])
        .limit(copies)
        .map(number -> world.members.get(number).identity())
        .toList();
  }

  /** A member's process began: others learn of it, and it of them. */
  void started(Member member) {
    for (Member other : world.members) {
      believes[member.number][other.number] = false;
      look(member, other, 2_000);
      look(other, member, 2_000);
    }
  }

  /** A member's process is gone; closed connections tell. */
  void died(Member member) {
    for (Member other : world.members) {
      look(other, member, 300);
    }
  }

  /** Some links are cut, of which nobody hears but by silence. */
  String cut() {
    Member one = draw.oneOf(world.members);
    boolean oneWay = draw.chance(40);
    boolean inward = draw.chance(50);
    boolean whole = draw.chance(60);
    for (Member other : world.members) {
      if (other != one && (whole || draw.chance(50))) {
        cut[one.number][other.number] |= !(oneWay && inward);
        cut[other.number][one.number] |= !(oneWay && !inward);
        look(one, other, 12_000);
        look(other, one, 12_000);
      }
    }
    return one + " is cut off" + (oneWay ? inward ? ", hears nothing" : ", is not heard" : "");
  }

  void heal() {
    for (Member one : world.members) {
      for (Member other : world.members) {
        cut[one.number][other.number] = false;
        look(one, other, 6_000);
      }
    }
    world.members.forEach(Member::hearOfEntries);
  }

  /** A member believes that another one is dead, which it is not. */
  String lie() {
    Member observer = draw.oneOf(world.members);
    Member other = draw.oneOf(world.members);
    believe(observer, other, false);
    look(observer, other, 20_000);
    return observer + " believes that " + other + " is dead";
  }

  /** Shards should be elsewhere. */
  String changeMind() {
    for (int shard = 0; shard < wishes.size(); shard++) {
      if (draw.chance(60)) {
        wishes.set(shard, wish());
      }
    }
    for (Member member : world.members) {
      unsureUntil[member.number] = schedule.now() + draw.between(0, 3 * Schedule.SECOND);
      schedule.outside(draw.between(0, 3 * Schedule.SECOND), member::membersChanged);
    }
    return "shards should be at " + wishes;
  }

  private void look(Member observer, Member other, long withinMillis) {
    if (observer == other) {
      return;
    }
    long most = (calm ? Math.min(withinMillis, 1_000) : withinMillis) * Schedule.MILLI;
    schedule.outside(
        draw.between(0, most),
        () -> believe(observer, other, other.isAlive() && areJoined(observer, other)));
  }

  private void believe(Member observer, Member other, boolean alive) {
    if (observer != other && believes[observer.number][other.number] != alive) {
      believes[observer.number][other.number] = alive;
      unsureUntil[observer.number] = schedule.now() + draw.between(0, 5 * Schedule.SECOND);
      observer.membersChanged();
    }
  }
}
