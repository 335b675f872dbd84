package dev.holdfast.cluster.control;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which claims are ratified. What only a member can know (whether its copy is COMPLETE) it must
 * know before it claims.
 */
final class ClaimRules {

  private ClaimRules() {}

  static ClaimResult decide(Claim claim, @Nullable ShardConfiguration current, ControlState state) {
    ShardConfiguration next = claim.next();
    if (next.shard() >= state.shards()) {
      return refused(next, "the cluster has the shards 0 to " + (state.shards() - 1));
    }
    if (next.epoch() != claim.expectedEpoch() + 1) {
      return refused(next, "epoch " + next.epoch() + " does not follow " + claim.expectedEpoch());
    }
    if (current != null && next.equals(current)) {
      // The same claim again, by its name: its first answer was lost on the way.
      return new ClaimResult.Ratified(current);
    }
    long currentEpoch = current == null ? 0 : current.epoch();
    if (currentEpoch != claim.expectedEpoch()) {
      return new ClaimResult.Stale(next.shard(), current);
    }
    String broken = broken(claim, current, state);
    return broken.isEmpty() ? new ClaimResult.Ratified(next) : refused(next, broken);
  }

  /** Which rule a claim breaks, or empty. */
  private static String broken(
      Claim claim, @Nullable ShardConfiguration current, ControlState state) {
    ShardConfiguration next = claim.next();
    for (UUID copy : next.copies()) {
      if (!state.joined().containsKey(copy)) {
        return "copy " + copy + " has not joined";
      }
    }
    if (current == null) {
      return first(claim, state);
    }
    String successor = successor(next, current);
    return successor.isEmpty() ? change(claim, current, state) : successor;
  }

  private static String first(Claim claim, ControlState state) {
    ShardConfiguration next = claim.next();
    if (next.start() != 1) {
      return "the first epoch starts at 1, not " + next.start();
    }
    if (!next.copies().contains(claim.claimant())) {
      return "claimant " + claim.claimant() + " is not among the copies " + next.copies();
    }
    return tooFew(next.copies(), state.leastCopies(), state);
  }

  /** What no epoch after another may break. */
  private static String successor(ShardConfiguration next, ShardConfiguration current) {
    if (!current.copies().contains(next.owner())) {
      // Only a member of the last ratified copy set can have every committed effect.
      return "owner " + next.owner() + outside(current);
    }
    if (next.start() < current.start()) {
      return "start " + next.start() + " is below " + current.start() + ", the current epoch's";
    }
    return "";
  }

  private static String outside(ShardConfiguration current) {
    return " is not in the copy set of epoch " + current.epoch() + ", " + current.copies();
  }

  /** Only the owner knows who else has everything, and who has not. */
  private static String change(Claim claim, ShardConfiguration current, ControlState state) {
    UUID claimant = claim.claimant();
    ShardConfiguration next = claim.next();
    if (!current.copies().contains(claimant)) {
      return "claimant " + claimant + outside(current);
    }
    if (!claimant.equals(current.owner())) {
      if (!claimant.equals(next.owner())) {
        return "claimant " + claimant + " is not the owner, and names another one";
      }
      for (UUID copy : next.copies()) {
        if (!current.copies().contains(copy)) {
          return "copy " + copy + outside(current) + ": only the owner adds copies";
        }
      }
    }
    // A shard that has fewer already, by an older setting, may go on.
    return tooFew(next.copies(), Math.min(state.leastCopies(), current.copies().size()), state);
  }

  private static String tooFew(List<UUID> copies, int least, ControlState state) {
    return copies.size() >= least
        ? ""
        : "a copy set has at least " + state.leastCopies() + " members, not " + copies;
  }

  /** Whether a shard may go on as PostgreSQL knows it, which may be epochs later than we do. */
  static boolean isLater(
      ShardConfiguration later, @Nullable ShardConfiguration current, int shards) {
    if (later.shard() >= shards) {
      return false;
    }
    return current == null
        || (later.epoch() > current.epoch() && successor(later, current).isEmpty());
  }

  private static ClaimResult refused(ShardConfiguration next, String message) {
    return new ClaimResult.Refused(next.shard(), message);
  }
}
