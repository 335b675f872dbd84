package dev.holdfast.cluster.control;

import dev.holdfast.engine.catalogue.CatalogueCommand;
import java.util.List;
import java.util.UUID;

/** An entry of the control group's log. */
sealed interface ControlCommand {

  /** Fixes the grid's identity, the number of shards and the first voters, once. */
  record Create(UUID grid, int shards, List<UUID> voters) implements ControlCommand {}

  /** Claims of many shards, each decided by itself. */
  record ClaimShards(List<Claim> claims) implements ControlCommand {}

  /** Changes pools or locations. */
  record Change(CatalogueCommand command) implements ControlCommand {}
}
