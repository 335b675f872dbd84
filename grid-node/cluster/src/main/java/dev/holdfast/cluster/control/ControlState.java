package dev.holdfast.cluster.control;

import dev.holdfast.engine.catalogue.Catalogue;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * All that the control group has ratified, after one of its entries. Immutable.
 *
 * @param grid the grid's identity, made when the cluster is created; all zeros before
 * @param shards their number, fixed when the cluster is created; 0 before
 * @param voters the members that voted at first
 * @param joined the members that may be named by configurations, with what they told
 * @param configurations by shard; a shard that was never claimed has none
 * @param epochs by shard
 * @param leastCopies with how many copies an effect is acknowledged at least
 */
public record ControlState(
    UUID grid,
    int shards,
    SortedSet<UUID> voters,
    SortedMap<UUID, Joined> joined,
    SortedMap<Integer, ShardConfiguration> configurations,
    SortedMap<Integer, EpochTable> epochs,
    int leastCopies,
    Catalogue catalogue) {

  /** The identity of a grid that is not created yet. */
  static final UUID NOT_CREATED = new UUID(0, 0);

  public ControlState {
    voters = Collections.unmodifiableSortedSet(new TreeSet<>(voters));
    joined = Collections.unmodifiableSortedMap(new TreeMap<>(joined));
    configurations = Collections.unmodifiableSortedMap(new TreeMap<>(configurations));
    epochs = Collections.unmodifiableSortedMap(new TreeMap<>(epochs));
  }

  /** Before the cluster is created. */
  public static ControlState empty() {
    return new ControlState(
        NOT_CREATED,
        0,
        new TreeSet<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        1,
        Catalogue.empty());
  }

  /** Whether the cluster has been created. */
  public boolean created() {
    return shards > 0;
  }

  /** The ratified configuration of a shard. */
  public Optional<ShardConfiguration> configuration(int shard) {
    return Optional.ofNullable(configurations.get(shard));
  }

  /** All members that have joined and not left. */
  public SortedSet<UUID> members() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(joined.keySet()));
  }

  /** Where an epoch of a shard started, if that is among the last that are remembered. */
  public OptionalLong startOf(int shard, long epoch) {
    return epochs.getOrDefault(shard, EpochTable.EMPTY).startOf(epoch);
  }

  ControlState created(UUID newGrid, int newShards, List<UUID> newVoters) {
    SortedMap<UUID, Joined> all = new TreeMap<>(joined);
    newVoters.forEach(voter -> all.putIfAbsent(voter, Joined.UNTOLD));
    return new ControlState(
        newGrid,
        newShards,
        new TreeSet<>(newVoters),
        all,
        configurations,
        epochs,
        leastCopies,
        catalogue);
  }

  /** With configurations that are ratified one after the other. */
  ControlState with(List<ShardConfiguration> ratified) {
    SortedMap<Integer, ShardConfiguration> newest = new TreeMap<>(configurations);
    SortedMap<Integer, EpochTable> tables = new TreeMap<>(epochs);
    for (ShardConfiguration next : ratified) {
      newest.put(next.shard(), next);
      tables.merge(next.shard(), EpochTable.EMPTY.with(next), (before, first) -> before.with(next));
    }
    return new ControlState(grid, shards, voters, joined, newest, tables, leastCopies, catalogue);
  }

  ControlState with(UUID member, Joined told) {
    SortedMap<UUID, Joined> all = new TreeMap<>(joined);
    all.put(member, told);
    return joined(all);
  }

  ControlState without(UUID member) {
    SortedMap<UUID, Joined> all = new TreeMap<>(joined);
    all.remove(member);
    return joined(all);
  }

  private ControlState joined(SortedMap<UUID, Joined> all) {
    return new ControlState(
        grid, shards, voters, all, configurations, epochs, leastCopies, catalogue);
  }

  ControlState requiring(int copies) {
    return new ControlState(
        grid, shards, voters, joined, configurations, epochs, copies, catalogue);
  }

  ControlState with(Catalogue newCatalogue) {
    return new ControlState(
        grid, shards, voters, joined, configurations, epochs, leastCopies, newCatalogue);
  }
}
