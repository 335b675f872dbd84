package dev.holdfast.cluster.member;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/** A member that has no others. Immutable. */
record AloneMembers(UUID member) implements Members {

  @Override
  public SortedSet<UUID> alive() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(List.of(member)));
  }

  @Override
  public List<UUID> placement(int shard, int copies) {
    return List.of(member);
  }

  @Override
  public void send(UUID to, int shard, byte[] message) {
    // Nobody is there: lost, as any message may be.
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
