package dev.holdfast.simulation;

import dev.holdfast.cluster.host.HostLimits;
import dev.holdfast.cluster.node.Node;
import dev.holdfast.engine.shard.ShardLimits;
import dev.holdfast.engine.shard.ShardMap;

/** What outlives a process: time, chance, the disk, and how the member is set. */
final class World {
  private static final long DAY = 24 * 60 * 60 * 1000L;

  final Draw draw;
  final Plant plant;
  final Schedule schedule;
  final VirtualClock clock;
  final Disk disk;
  final SimulatedRaft.Storage control = new SimulatedRaft.Storage();
  final Network network;
  final ShardMap shards;
  final Node.Limits limits;

  World(long seed, Plant plant) {
    this.draw = new Draw(seed);
    this.plant = plant;
    this.schedule = new Schedule(draw);
    this.clock = new VirtualClock(schedule, plant);
    this.shards = new ShardMap(draw.oneOf(1, 2, 3, 3, 4, 5));
    this.disk = new Disk(draw, plant, shards.shards());
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
  }
}
