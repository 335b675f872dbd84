package dev.holdfast.cluster.control;

import java.util.List;
import java.util.UUID;

/**
 * Who serves a shard and who holds it, in one epoch. Immutable.
 *
 * @param epoch from 1
 * @param owner the member that decides; one of the copies
 * @param copies the copy set, each member once
 * @param start the first sequence that the epoch may write, from 1
 * @param claim names the claim that this was ratified by: two claims that are equal but for it are
 *     two
 */
public record ShardConfiguration(
    int shard, long epoch, UUID owner, List<UUID> copies, long start, UUID claim) {

  /** Of claims from before they had names. */
  public static final UUID UNNAMED = new UUID(0, 0);

  /** The longest copy set. */
  public static final int MAX_COPIES = 7;

  public ShardConfiguration {
    copies = List.copyOf(copies);
    if (shard < 0 || epoch < 1 || start < 1) {
      throw new IllegalArgumentException(
          "shard must be at least 0, epoch and start at least 1: shard "
              + shard
              + ", epoch "
              + epoch
              + ", start "
              + start);
    }
    if (copies.isEmpty() || copies.size() > MAX_COPIES) {
      throw new IllegalArgumentException(
          "a copy set has 1 to " + MAX_COPIES + " members, not " + copies.size());
    }
    if (copies.stream().distinct().count() != copies.size()) {
      throw new IllegalArgumentException("a member is in the copy set twice: " + copies);
    }
    if (!copies.contains(owner)) {
      throw new IllegalArgumentException("owner " + owner + " is not in the copy set " + copies);
    }
  }
}
