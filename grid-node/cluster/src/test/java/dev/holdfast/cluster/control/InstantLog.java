package dev.holdfast.cluster.control;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A group of one whose entries take no time; they go through their bytes all the same. */
record InstantLog(UUID member, ControlMachine machine) implements RaftLog {
  @Override
  public CompletionStage<byte[]> propose(byte[] command) {
    return CompletableFuture.completedFuture(machine.apply(command));
  }

  @Override
  public SortedSet<UUID> members() {
    return new TreeSet<>(List.of(member));
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
