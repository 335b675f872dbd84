package dev.holdfast.cluster.control;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which claims are ratified. What only a member can know (whether its copy is COMPLETE) it must
 * know before it claims.
 */
final class ClaimRules {

  private ClaimRules() {}

  static ClaimResult decide(Claim claim, @Nullable ShardConfiguration current, int shards) {
    ShardConfiguration next = claim.next();
    if (next.shard() >= shards) {
      return refused(next, "the cluster has the shards 0 to " + (shards - 1));
    }
    if (next.epoch() != claim.expectedEpoch() + 1) {
      return refused(next, "epoch " + next.epoch() + " does not follow " + claim.expectedEpoch());
    }
    if (current != null && next.equals(current)) {
      // The same claim again: its first answer was lost on the way.
      return new ClaimResult.Ratified(current);
    }
    long currentEpoch = current == null ? 0 : current.epoch();
    if (currentEpoch != claim.expectedEpoch()) {
      return new ClaimResult.Stale(next.shard(), current);
    }
    if (current == null) {
      return next.start() == 1
          ? new ClaimResult.Ratified(next)
          : refused(next, "the first epoch starts at 1, not " + next.start());
    }
    return successor(next, current);
  }

  /** Whether a shard may go on as PostgreSQL knows it, which may be epochs later than we do. */
  static boolean isLater(
      ShardConfiguration later, @Nullable ShardConfiguration current, int shards) {
    if (later.shard() >= shards) {
      return false;
    }
    return current == null
        || (later.epoch() > current.epoch()
            && successor(later, current) instanceof ClaimResult.Ratified);
  }

  private static ClaimResult successor(ShardConfiguration next, ShardConfiguration current) {
    UUID owner = next.owner();
    if (!current.copies().contains(owner)) {
      // Only a member of the last ratified copy set can have every committed effect.
      return refused(
          next,
          "owner "
              + owner
              + " is not in the copy set of epoch "
              + current.epoch()
              + ", "
              + current.copies());
    }
    if (next.start() < current.start()) {
      return refused(
          next, "start " + next.start() + " is below " + current.start() + ", the current epoch's");
    }
    return new ClaimResult.Ratified(next);
  }

  private static ClaimResult refused(ShardConfiguration next, String message) {
    return new ClaimResult.Refused(next.shard(), message);
  }
}
