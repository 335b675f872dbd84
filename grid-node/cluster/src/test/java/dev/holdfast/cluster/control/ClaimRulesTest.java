package dev.holdfast.cluster.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cluster.control.ClaimResult.Ratified;
import dev.holdfast.cluster.control.ClaimResult.Refused;
import dev.holdfast.cluster.control.ClaimResult.Stale;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClaimRulesTest {

  private static final UUID A = new UUID(0, 0xA);
  private static final UUID B = new UUID(0, 0xB);
  private static final UUID C = new UUID(0, 0xC);
  private static final UUID D = new UUID(0, 0xD);
  private static final UUID GRID = new UUID(0, 0x6);
  private static final UUID CLAIM = new UUID(1, 1);

  private final ControlMachine machine = new ControlMachine();
  private final ControlGroup group = new ControlGroup(machine, new InstantLog(A, machine));

  @BeforeEach
  void create() {
    get(group.create(GRID, 4, List.of(A, B)));
    get(group.join(C, 1, 1));
  }

  @Test
  void ratifiesOnlyTheNextEpochOfAMemberThatHoldsTheShard() {
    ShardConfiguration first = configuration(1, 1, A, 1, A, B);
    ShardConfiguration second = configuration(1, 2, B, 50, B);
    // A claim a row, with what it comes to; time goes down.
    assertClaim(0, configuration(4, 1, A, 1, A), refused(4, "the cluster has the shards 0 to 3"));
    assertClaim(0, configuration(1, 1, A, 7, A), refused(1, "the first epoch starts at 1, not 7"));
    assertClaim(0, configuration(1, 2, A, 1, A), refused(1, "epoch 2 does not follow 0"));
    assertClaim(1, configuration(1, 2, A, 1, A), new Stale(1, null));
    assertClaim(0, first, new Ratified(first));
    assertClaim(0, first, new Ratified(first));
    assertClaim(0, configuration(1, 1, B, 1, B), new Stale(1, first));
    String outside = " is not in the copy set of epoch 1, [" + A + ", " + B + "]";
    assertClaim(1, configuration(1, 2, C, 50, C, A), refused(1, "owner " + C + outside));
    assertClaim(1, second, new Ratified(second));
    assertClaim(1, second, new Ratified(second));
    assertClaim(1, configuration(1, 2, A, 60, A), new Stale(1, second));
    assertClaim(
        2, configuration(1, 3, B, 49, B), refused(1, "start 49 is below 50, the current epoch's"));
    assertThat(group.state().configuration(1)).contains(second);
    assertThat(group.state().configuration(0)).isEmpty();
  }

  @Test
  void aClaimOfAnotherNameIsAnotherClaim() {
    ShardConfiguration first = configuration(1, 1, A, 1, A, B);
    assertClaim(0, first, new Ratified(first));
    assertClaim(0, named(first, new UUID(1, 2)), new Stale(1, first));
  }

  @Test
  void aCopyMustHaveJoined() {
    assertClaim(0, configuration(1, 1, A, 1, A, D), refused(1, "copy " + D + " has not joined"));
  }

  @Test
  void aCopyThatIsNotTheOwnerAddsNobody() {
    ShardConfiguration first = configuration(1, 1, A, 1, A, B);
    String outside = " is not in the copy set of epoch 1, [" + A + ", " + B + "]";
    assertClaim(0, first, new Ratified(first));
    assertClaim(
        1,
        configuration(1, 2, B, 50, B, C),
        refused(1, "copy " + C + outside + ": only the owner adds copies"));
  }

  @Test
  void whoHasNoCopyClaimsNothing() {
    ShardConfiguration first = configuration(1, 1, A, 1, A, B);
    String outside = " is not in the copy set of epoch 1, [" + A + ", " + B + "]";
    assertClaim(0, first, new Ratified(first));
    assertClaim(1, C, configuration(1, 2, A, 50, A, B), refused(1, "claimant " + C + outside));
  }

  @Test
  void aCopyThatIsNotTheOwnerNamesNobodyButItself() {
    ShardConfiguration first = configuration(1, 1, A, 1, A, B);
    assertClaim(0, first, new Ratified(first));
    assertClaim(
        1,
        B,
        configuration(1, 2, A, 50, A),
        refused(1, "claimant " + B + " is not the owner, and names another one"));
  }

  @Test
  void onlyTheOwnerAddsCopiesAndHandsOver() {
    ShardConfiguration first = configuration(1, 1, A, 1, A, B);
    ShardConfiguration grown = configuration(1, 2, A, 7, A, B, C);
    ShardConfiguration handedOver = configuration(1, 3, B, 7, A, B, C);
    ShardConfiguration left = configuration(1, 4, C, 9, C);
    assertClaim(0, first, new Ratified(first));
    assertClaim(1, grown, new Ratified(grown));
    assertClaim(2, A, handedOver, new Ratified(handedOver));
    assertClaim(3, left, new Ratified(left));
  }

  @Test
  void noClaimLeavesFewerCopiesThanAreRequired() {
    ShardConfiguration before = configuration(0, 1, A, 1, A);
    assertClaim(0, before, new Ratified(before));
    get(group.require(2));
    String tooFew = "a copy set has at least 2 members, not [" + A + "]";
    assertClaim(0, configuration(1, 1, A, 1, A), refused(1, tooFew));
    ShardConfiguration two = configuration(1, 1, A, 1, A, B);
    assertClaim(0, two, new Ratified(two));
    assertClaim(1, configuration(1, 2, A, 1, A), refused(1, tooFew));
    ShardConfiguration goesOn = configuration(0, 2, A, 5, A);
    assertClaim(1, goesOn, new Ratified(goesOn));
    assertThatThrownBy(() -> group.require(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> group.require(8)).isInstanceOf(IllegalArgumentException.class);
  }

  private void assertClaim(long expected, ShardConfiguration next, ClaimResult result) {
    assertThat(get(group.claim(List.of(Claim.byOwner(expected, next))))).containsExactly(result);
  }

  private void assertClaim(
      long expected, UUID claimant, ShardConfiguration next, ClaimResult result) {
    assertThat(get(group.claim(List.of(new Claim(expected, claimant, next)))))
        .containsExactly(result);
  }

  private static ShardConfiguration named(ShardConfiguration one, UUID claim) {
    return new ShardConfiguration(
        one.shard(), one.epoch(), one.owner(), one.copies(), one.start(), claim);
  }

  private static ShardConfiguration configuration(
      int shard, long epoch, UUID owner, long start, UUID... copies) {
    return new ShardConfiguration(shard, epoch, owner, List.of(copies), start, CLAIM);
  }

  private static Refused refused(int shard, String message) {
    return new Refused(shard, message);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
