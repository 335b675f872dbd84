package dev.holdfast.simulation;

import dev.holdfast.cluster.host.Call;
import dev.holdfast.cluster.host.Peers;

/**
 * Between the shards: calls are late and overtake each other; those that may be lost or come twice
 * sometimes are.
 */
final class Network {
  private final Schedule schedule;
  private final Draw draw;
  private final Plant plant;
  private final int slowPercent;
  private final int lossPercent;
  private boolean calm;

  Network(Schedule schedule, Draw draw, Plant plant) {
    this.schedule = schedule;
    this.draw = draw;
    this.plant = plant;
    this.slowPercent = draw.oneOf(0, 5, 30);
    this.lossPercent = draw.oneOf(0, 0, 10, 40);
  }

  /** From now on nothing is lost and nothing is slow. */
  void calm(boolean isCalm) {
    calm = isCalm;
  }

  Peers around(Life life, Peers shards) {
    return new Peers() {
      @Override
      public void send(int shard, Call call) {
        schedule.inside(life, delay(), () -> shards.send(shard, call));
      }

      @Override
      public void tell(int shard, Call call) {
        boolean lost = !calm && draw.chance(lossPercent);
        boolean twice = !calm && draw.chance(lossPercent);
        if (!lost && !(plant == Plant.LOST_SETTLEMENTS && shard == 0)) {
          send(shard, call);
        }
        if (twice) {
          tell(shard, call);
        }
      }
    };
  }

  private long delay() {
    long most = !calm && draw.chance(slowPercent) ? 400 * Schedule.MILLI : 2 * Schedule.MILLI;
    return draw.chance(30) ? 0 : draw.between(0, most);
  }
}
