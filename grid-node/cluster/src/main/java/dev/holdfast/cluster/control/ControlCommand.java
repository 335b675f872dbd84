package dev.holdfast.cluster.control;

import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.CatalogueCommand;
import java.util.List;
import java.util.UUID;

/** An entry of the control group's log. */
sealed interface ControlCommand {

  /** Fixes the grid's identity, the number of shards and the first voters, once. */
  record Create(UUID grid, int shards, List<UUID> voters) implements ControlCommand {}

  /**
   * Brings a grid back, from what PostgreSQL holds of it, whose control group is lost, or older
   * than that: counts for a group that was never created, or of the same grid, as far as its
   * configurations are later, and so is its catalogue. They need no claim before them, so they may
   * begin above epoch 1 and sequence 1.
   */
  record Restore(
      UUID grid,
      int shards,
      List<UUID> voters,
      List<ShardConfiguration> configurations,
      Catalogue catalogue)
      implements ControlCommand {}

  /** Claims of many shards, each decided by itself. */
  record ClaimShards(List<Claim> claims) implements ControlCommand {}

  /** A member starts: from now on configurations may name it. */
  record Join(UUID member, long life, long incarnation) implements ControlCommand {}

  /** A member leaves for good. */
  record Leave(UUID member) implements ControlCommand {}

  /** Sets how many copies an acknowledged effect has at least. */
  record Require(int copies) implements ControlCommand {}

  /** Changes nothing: whoever has applied it has applied all before it. */
  record Nothing() implements ControlCommand {}

  /** Changes pools or locations. */
  record Change(CatalogueCommand command) implements ControlCommand {}
}
