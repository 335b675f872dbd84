package dev.holdfast.simulation;

import dev.holdfast.cluster.control.ControlState;
import dev.holdfast.cluster.control.ShardConfiguration;
import dev.holdfast.engine.Revision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What all logs together must keep to: (shard, epoch, sequence) names one content for ever, what
 * was answered is on all copies and is the same there, and a later epoch cuts none of it.
 */
final class Chronicle {

  private record Place(int shard, long epoch, long first) {}

  private record Content(long last, int hash) {}

  private final World world;
  private final Map<Place, Content> contents = new HashMap<>();

  /** By shard: where each epoch started, as it was ratified. */
  private final Map<Integer, TreeMap<Long, Long>> starts = new HashMap<>();

  /** By shard: up to here effects were shown to callers. */
  private final Map<Integer, Long> shown = new HashMap<>();

  /** By shard: up to here callers were told that effects are on disk. */
  private final Map<Integer, Long> shownSynced = new HashMap<>();

  private boolean lossy;

  Chronicle(World world) {
    this.world = world;
  }

  /** Whether power losses took effects of some shard from all its copies. */
  boolean isLossy() {
    return lossy;
  }

  /** A member's journal takes a record. */
  void appended(Member member, int shard, ShardDisk.Batch batch) {
    Content content = new Content(batch.last(), Arrays.hashCode(batch.bytes()));
    Place place = new Place(shard, batch.epoch(), batch.first());
    Content known = contents.putIfAbsent(place, content);
    if (known != null && !known.equals(content)) {
      throw world.broken(
          "I8: " + member + " has another content of " + place + " than was written before");
    }
  }

  /** The control group has a new state. */
  void ratified(ControlState before, ControlState now) {
    for (ShardConfiguration next : now.configurations().values()) {
      ShardConfiguration last = before.configurations().get(next.shard());
      if (last != null && last.epoch() == next.epoch()) {
        continue;
      }
      starts.computeIfAbsent(next.shard(), any -> new TreeMap<>()).put(next.epoch(), next.start());
      long answered = shown.getOrDefault(next.shard(), 0L);
      if (next.start() <= answered) {
        throw world.broken("I6: " + next + " cuts " + answered + ", which was answered");
      }
    }
  }

  /** An answer leaves that shows an effect. */
  void answered(Revision revision, boolean synced) {
    int shard = revision.shard();
    Map.Entry<Long, Long> later =
        starts.getOrDefault(shard, new TreeMap<>()).higherEntry(revision.epoch());
    if (later != null && later.getValue() <= revision.sequence()) {
      throw world.broken("I6: " + revision + " was answered, but epoch " + later + " cut it");
    }
    for (Member member : world.copiesOf(shard)) {
      ShardDisk disk = synced ? member.disk.durable(shard) : member.disk.shard(shard);
      boolean mayLack = !world.isAlone() && member.disk.isDoubtful(shard);
      if (disk.last() < revision.sequence() && !mayLack) {
        throw world.broken(
            "I2: "
                + revision
                + " was answered"
                + (synced ? " as SYNCED" : "")
                + ", but "
                + member
                + " has only "
                + disk.last());
      }
    }
    compare(shard, revision.sequence());
    shown.merge(shard, revision.sequence(), Math::max);
    if (synced) {
      shownSynced.merge(shard, revision.sequence(), Math::max);
    }
  }

  /** What was not shown before is the same on all copies. */
  private void compare(int shard, long upTo) {
    long from = shown.getOrDefault(shard, 0L);
    if (upTo <= from || world.isAlone()) {
      return;
    }
    Map<Long, ShardDisk.Batch> seen = new HashMap<>();
    for (Member member : world.copiesOf(shard)) {
      for (ShardDisk.Batch batch : records(member, shard, from, upTo)) {
        ShardDisk.Batch known = seen.putIfAbsent(batch.last(), batch);
        if (known != null
            && (known.epoch() != batch.epoch() || !Arrays.equals(known.bytes(), batch.bytes()))) {
          throw world.broken("I8: the copies differ at " + batch.last() + " of shard " + shard);
        }
      }
    }
  }

  private static List<ShardDisk.Batch> records(Member member, int shard, long from, long upTo) {
    List<ShardDisk.Batch> found = new ArrayList<>();
    for (ShardDisk.Batch batch : member.disk.shard(shard).log.tailMap(from, false).values()) {
      if (batch.first() > upTo) {
        break;
      }
      found.add(batch);
    }
    return found;
  }

  /** A machine lost power, or its disk: what every copy has lost now was not promised. */
  void checkLosses() {
    for (int shard = 0; shard < world.shards.shards(); shard++) {
      int number = shard;
      long best =
          world.copiesOf(shard).stream()
              .mapToLong(member -> member.disk.shard(number).last())
              .max()
              .orElse(0);
      if (best < shownSynced.getOrDefault(shard, 0L)) {
        throw world.broken("I2: what was answered as SYNCED is on no copy of shard " + shard);
      }
      if (best < shown.getOrDefault(shard, 0L)) {
        lossy |= !world.isAlone();
        shown.put(shard, best);
      }
    }
  }

  /** All copies of all shards hold the same. */
  void compareAll() {
    for (int shard = 0; shard < world.shards.shards(); shard++) {
      int number = shard;
      long base =
          world.copiesOf(shard).stream()
              .mapToLong(member -> member.disk.shard(number).base)
              .max()
              .orElse(0);
      shown.merge(shard, base, Math::min);
      compare(shard, Long.MAX_VALUE);
      if (world.copiesOf(shard).stream()
              .mapToLong(m -> m.disk.shard(number).last())
              .distinct()
              .count()
          > 1) {
        throw world.broken("I8: the copies of shard " + shard + " do not end alike");
      }
    }
  }
}
