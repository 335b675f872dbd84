package dev.holdfast.cluster.control;

import dev.holdfast.engine.catalogue.Catalogue;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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
 * @param voters the members that vote
 * @param configurations by shard; a shard that was never claimed has none
 */
public record ControlState(
    UUID grid,
    int shards,
    SortedSet<UUID> voters,
    SortedMap<Integer, ShardConfiguration> configurations,
    Catalogue catalogue) {

  /** The identity of a grid that is not created yet. */
  static final UUID NOT_CREATED = new UUID(0, 0);

  public ControlState {
    voters = Collections.unmodifiableSortedSet(new TreeSet<>(voters));
    configurations = Collections.unmodifiableSortedMap(new TreeMap<>(configurations));
  }

  /** Before the cluster is created. */
  public static ControlState empty() {
    return new ControlState(NOT_CREATED, 0, new TreeSet<>(), new TreeMap<>(), Catalogue.empty());
  }

  /** Whether the cluster has been created. */
  public boolean created() {
    return shards > 0;
  }

  /** The ratified configuration of a shard. */
  public Optional<ShardConfiguration> configuration(int shard) {
    return Optional.ofNullable(configurations.get(shard));
  }

  ControlState created(UUID newGrid, int newShards, List<UUID> newVoters) {
    return new ControlState(
        newGrid, newShards, new TreeSet<>(newVoters), configurations, catalogue);
  }

  ControlState with(SortedMap<Integer, ShardConfiguration> newConfigurations) {
    return new ControlState(grid, shards, voters, newConfigurations, catalogue);
  }

  ControlState with(Catalogue newCatalogue) {
    return new ControlState(grid, shards, voters, configurations, newCatalogue);
  }
}
