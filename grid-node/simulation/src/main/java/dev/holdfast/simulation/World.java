package dev.holdfast.simulation;

import dev.holdfast.cluster.control.ShardConfiguration;
import dev.holdfast.cluster.host.HostLimits;
import dev.holdfast.cluster.node.Node;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.shard.ShardLimits;
import dev.holdfast.engine.shard.ShardMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What outlives a process: time, chance, the machines, and how the grid is set. */
final class World {
  private static final long DAY = 24 * 60 * 60 * 1000L;

  final Draw draw;
  final Plant plant;
  final Schedule schedule;
  final TimeBounds time;
  final Network network;
  final ShardMap shards;
  final Node.Limits limits;
  final List<Member> members = new ArrayList<>();
  final Council council;
  final Links links;
  final Chronicle chronicle;

  /** How many copies of a shard there should be. */
  final int copies;

  private @Nullable Broken broken;

  /**
   * A world in which nobody lives yet.
   *
   * @param whenServing happens each time that a member begins to serve
   */
  World(long seed, int size, Plant plant, Runnable whenServing) {
    this.draw = new Draw(seed);
    this.plant = plant;
    this.schedule = new Schedule(draw);
    this.time = new TimeBounds(schedule);
    this.shards = new ShardMap(draw.oneOf(1, 2, 3, 3, 4, 5));
    this.network = new Network(schedule, draw, plant);
    int inMemory = draw.oneOf(0, 2, 1_000);
    this.limits =
        new Node.Limits(
            new ShardLimits(DAY, inMemory, inMemory),
            new HostLimits(
                draw.oneOf(3, 10, 1_000), draw.oneOf(1, 3, 1_000), draw.oneOf(1, 100), 2_000),
            draw.oneOf(5, 30, 1_000),
            0,
            0);
    this.copies = size == 1 ? 1 : Math.min(size, draw.oneOf(2, 2, 3));
    this.chronicle = new Chronicle(this);
    this.council = new Council(this);
    for (int number = 0; number < size; number++) {
      members.add(new Member(this, number, whenServing));
    }
    this.links = new Links(this);
    council.create(shards.shards(), members.stream().map(Member::identity).toList());
  }

  /** Whether all members serve. */
  boolean isServed() {
    return members.stream().allMatch(member -> member.grid() != null);
  }

  boolean isAlone() {
    return members.size() == 1;
  }

  /** A promise is broken; whoever catches it cannot hide it. */
  Broken broken(String what) {
    return broken(new Broken(what));
  }

  /** The same, for a reason. */
  Broken broken(String what, Throwable why) {
    return broken(new Broken(what, why));
  }

  private Broken broken(Broken thrown) {
    if (broken == null) {
      broken = thrown;
    }
    return thrown;
  }

  /** The first promise that was broken, if one was. */
  @Nullable Broken firstBroken() {
    return broken;
  }

  /** A wall clock that callers go by. */
  long wallMillis() {
    return members.getFirst().clock.wallMillis();
  }

  /** Who has this identity now; null for one that is gone with its disk. */
  @Nullable Member member(UUID identity) {
    for (Member member : members) {
      if (member.identity().equals(identity)) {
        return member;
      }
    }
    return null;
  }

  /** Those that hold a shard, as it was ratified last. */
  List<Member> copiesOf(int shard) {
    Optional<ShardConfiguration> ratified = council.state().configuration(shard);
    List<Member> copies = new ArrayList<>();
    if (ratified.isPresent()) {
      for (UUID identity : ratified.get().copies()) {
        Member member = member(identity);
        if (member != null) {
          copies.add(member);
        }
      }
    }
    return copies;
  }

  /** What an answer about these SKUs rests on, now that it leaves. */
  Stand stand(List<String> skus) {
    List<int[]> holders = new ArrayList<>();
    List<long[]> written = new ArrayList<>();
    for (int shard : skus.stream().map(shards::shardOf).distinct().toList()) {
      List<Member> copies = copiesOf(shard);
      holders.add(copies.stream().mapToInt(member -> member.number).toArray());
      written.add(copies.stream().mapToLong(member -> member.disk.written()).toArray());
    }
    return new Stand(holders, written);
  }

  Stand stand(HoldCommand.Create create) {
    return stand(create.lines().stream().map(HoldCommand.Line::sku).toList());
  }
}
