package dev.holdfast.cluster.control;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Where the last epochs of a shard started, in order. A copy that missed some of them finds here
 * which of its records the first one of them deleted. Immutable.
 */
public record EpochTable(List<Started> started) {

  /** How many are kept: a copy that is older than that is loaded anew. */
  static final int KEPT = 64;

  static final EpochTable EMPTY = new EpochTable(List.of());

  /** One of them. */
  public record Started(long epoch, long start) {}

  public EpochTable {
    started = List.copyOf(started);
  }

  EpochTable with(ShardConfiguration next) {
    List<Started> all = new ArrayList<>(started);
    all.add(new Started(next.epoch(), next.start()));
    return new EpochTable(all.subList(Math.max(0, all.size() - KEPT), all.size()));
  }

  /** Where an epoch started, if it is remembered. */
  OptionalLong startOf(long epoch) {
    return started.stream()
        .filter(each -> each.epoch == epoch)
        .mapToLong(Started::start)
        .findFirst();
  }
}
