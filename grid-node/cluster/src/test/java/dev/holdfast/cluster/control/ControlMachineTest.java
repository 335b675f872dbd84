package dev.holdfast.cluster.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cluster.control.ClaimResult.Ratified;
import dev.holdfast.cluster.control.ClaimResult.Stale;
import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.CatalogueCommand;
import dev.holdfast.engine.catalogue.CatalogueCommand.CreateLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.CreatePool;
import dev.holdfast.engine.catalogue.CatalogueCommand.DeleteLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.DeletePool;
import dev.holdfast.engine.catalogue.CatalogueCommand.EndRemoval;
import dev.holdfast.engine.catalogue.CatalogueCommand.LocationSpec;
import dev.holdfast.engine.catalogue.CatalogueCommand.PoolSpec;
import dev.holdfast.engine.catalogue.CatalogueCommand.UpdateLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.UpdatePool;
import dev.holdfast.engine.catalogue.Location;
import dev.holdfast.engine.catalogue.Pool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ControlMachineTest {

  private static final UUID A = new UUID(0, 0xA);
  private static final UUID B = new UUID(0, 0xB);
  private static final UUID GRID = new UUID(0, 0x6);
  private static final UUID C = new UUID(0, 0xC);
  private static final UUID D = new UUID(0, 0xD);
  private static final UUID CLAIM = new UUID(1, 1);

  private final ControlMachine machine = new ControlMachine();
  private final ControlGroup group = new ControlGroup(machine, new InstantLog(A, machine));

  @BeforeEach
  void create() {
    assertThat(get(group.create(GRID, 4, List.of(A, B)))).isEqualTo(4);
    assertThat(get(group.join(C, 1, 1))).isTrue();
  }

  /** Refuses to answer so many times; the last proposal that it lost was applied all the same. */
  private record SlowLog(ControlMachine machine, AtomicInteger failures) implements RaftLog {
    @Override
    public CompletionStage<byte[]> propose(byte[] command) {
      int left = failures.getAndDecrement();
      if (left == 1) {
        machine.apply(command);
      }
      return left > 0
          ? CompletableFuture.failedFuture(new NoQuorumException("too slow", null))
          : CompletableFuture.completedFuture(machine.apply(command));
    }

    @Override
    public SortedSet<UUID> members() {
      return new TreeSet<>(List.of(A));
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }

  @Test
  void aMemberThatStartsOutlastsAGroupThatIsSlowForAWhile() {
    ControlMachine fresh = new ControlMachine();
    AtomicInteger failures = new AtomicInteger(11);
    ControlGroup slow = new ControlGroup(fresh, new SlowLog(fresh, failures));
    assertThat(get(slow.create(new UUID(0, 7), 4, List.of(A)))).isEqualTo(4);
    failures.set(3);
    ShardConfiguration next = configuration(0, 1, A, 1, A);
    assertThat(get(slow.claim(List.of(Claim.byOwner(0, next)))))
        .containsExactly(new Ratified(next));
    failures.set(12);
    assertThatThrownBy(() -> get(slow.create(new UUID(0, 7), 4, List.of(A))))
        .hasCauseInstanceOf(NoQuorumException.class);
  }

  @Test
  void aGroupThatWasNeverCreatedComesBackAsItsGridOnce() {
    UUID lost = new UUID(0, 0xF);
    List<ShardConfiguration> drained = List.of(configuration(0, 8, A, 41, A));
    assertThat(get(group.restore(lost, 1, List.of(A), drained, Catalogue.empty())))
        .as("a group that is there stays what it is")
        .isEqualTo(GRID);
    ControlMachine fresh = new ControlMachine();
    ControlGroup empty = new ControlGroup(fresh, new InstantLog(A, fresh));
    assertThat(get(empty.restore(lost, 1, List.of(A), drained, Catalogue.empty()))).isEqualTo(lost);
    assertThat(fresh.state().shards()).isEqualTo(1);
    assertThat(fresh.state().configuration(0)).contains(drained.getFirst());
    assertThat(get(empty.claim(List.of(Claim.byOwner(8, configuration(0, 9, A, 41, A))))))
        .containsExactly(new Ratified(configuration(0, 9, A, 41, A)));
    assertThat(fresh.state().startOf(0, 8)).hasValue(41);
    assertThat(fresh.state().startOf(0, 9)).hasValue(41);
    assertThat(fresh.state().members()).containsExactly(A);
    ControlMachine replayed = new ControlMachine();
    replayed.restore(fresh.snapshot());
    assertThat(replayed.state().grid()).isEqualTo(lost);
    assertThat(replayed.state().configurations()).isEqualTo(fresh.state().configurations());
  }

  @Test
  void theNumberOfShardsIsFixedOnce() {
    assertThat(get(group.create(C, 9, List.of(C)))).isEqualTo(4);
    assertThat(group.state().grid()).isEqualTo(GRID);
    assertThat(group.state().voters()).containsExactly(A, B);
    assertThatThrownBy(() -> group.create(GRID, 4_097, List.of(A)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a cluster has 1 to 4096 shards, not 4097");
  }

  @Test
  void remembersWhereTheLastEpochsOfAShardStarted() {
    for (int epoch = 1; epoch <= 70; epoch++) {
      ShardConfiguration next = configuration(2, epoch, A, 10 * epoch - 9, A);
      assertClaim(epoch - 1, next, new Ratified(next));
      assertClaim(epoch - 1, next, new Ratified(next));
    }
    for (ControlState state : List.of(group.state(), replayed().state())) {
      assertThat(state.startOf(2, 70)).hasValue(691);
      assertThat(state.startOf(2, 7)).hasValue(61);
      assertThat(state.startOf(2, 6)).as("only 64 are kept").isEmpty();
      assertThat(state.startOf(2, 71)).isEmpty();
      assertThat(state.startOf(1, 1)).isEmpty();
    }
  }

  private ControlMachine replayed() {
    ControlMachine replayed = new ControlMachine();
    replayed.restore(machine.snapshot());
    return replayed;
  }

  @Test
  void aMemberJoinsAndLeaves() {
    assertThat(group.state().members()).containsExactly(A, B, C);
    assertThat(get(group.join(D, 1, 1))).isTrue();
    assertThat(replayed().state().members()).containsExactly(A, B, C, D);
    ShardConfiguration owned = configuration(3, 1, D, 1, D);
    assertClaim(0, owned, new Ratified(owned));
    assertThat(get(group.leave(D))).isEqualTo("member " + D + " has a copy of shard 3");
    assertThat(get(group.leave(C))).isEmpty();
    assertThat(get(group.leave(C))).isEmpty();
    assertThat(group.state().members()).containsExactly(A, B, D);
  }

  @Test
  void anOlderCopyOfAMembersDiskIsTold() {
    assertThat(get(group.join(B, 7, 70))).as("it never told before").isTrue();
    assertThat(get(group.join(B, 8, 80))).isTrue();
    assertThat(get(group.join(B, 8, 80))).as("the same again").isTrue();
    assertThat(get(group.join(B, 8, 81))).as("opened as often, by another process").isFalse();
    assertThat(get(group.join(B, 9, 90))).isTrue();
    assertThat(get(group.join(B, 3, 30))).isFalse();
    assertThat(get(group.join(B, 4, 40))).as("it knows by then").isTrue();
  }

  @Test
  void confirmsThatAMajorityAnswers() {
    get(group.confirm());
    AtomicInteger failures = new AtomicInteger(1);
    ControlGroup slow = new ControlGroup(machine, new SlowLog(machine, failures));
    assertThatThrownBy(() -> get(slow.confirm())).hasCauseInstanceOf(NoQuorumException.class);
    failures.set(1);
    ShardConfiguration next = configuration(0, 1, A, 1, A);
    assertThatThrownBy(() -> get(slow.propose(List.of(Claim.byOwner(0, next)))))
        .hasCauseInstanceOf(NoQuorumException.class);
    assertThat(get(slow.propose(List.of(Claim.byOwner(0, next)))))
        .as("it was ratified all the same")
        .containsExactly(new Ratified(next));
  }

  @Test
  void decidesEachClaimOfAnEntryByItself() {
    ShardConfiguration zero = configuration(0, 1, A, 1, A);
    ShardConfiguration two = configuration(2, 1, B, 1, B);
    assertThat(
            get(
                group.claim(
                    List.of(
                        Claim.byOwner(0, zero),
                        Claim.byOwner(5, configuration(1, 6, A, 1, A)),
                        Claim.byOwner(0, two)))))
        .containsExactly(new Ratified(zero), new Stale(1, null), new Ratified(two));
    assertThat(group.state().configurations()).containsOnlyKeys(0, 2);
  }

  @Test
  void tellsListenersOfEachNewStateAndOfNothingElse() {
    List<ControlState> seen = new ArrayList<>();
    group.onChange(seen::add);
    ShardConfiguration zero = configuration(0, 1, A, 1, A);
    get(group.claim(List.of(Claim.byOwner(0, zero))));
    get(group.claim(List.of(Claim.byOwner(0, zero))));
    get(group.claim(List.of(Claim.byOwner(7, configuration(0, 8, A, 1, A)))));
    get(group.change(new CreateLocation("x", location(0))));
    get(group.change(new CreateLocation("x", location(0))));
    assertThat(seen).hasSize(2);
    assertThat(seen.getLast()).isSameAs(group.state());
  }

  @Test
  void carriesEveryCatalogueCommandAndRefusal() {
    int commands = changeAll();
    Catalogue catalogue = group.state().catalogue();
    assertThat(catalogue.version()).isEqualTo(commands);
    assertThat(catalogue.pool("web").orElseThrow())
        .isEqualTo(
            new Pool(
                0,
                "web",
                List.of("münchen", "s"),
                List.of(new Pool.Quota("sku", 4, 4)),
                List.of(new Pool.RegionRank("north", List.of("s"))),
                60_000,
                120_000,
                AckLevel.SYNCED,
                5));
    assertThat(get(group.change(new DeletePool("web", "1"))))
        .isEqualTo(Answer.refused(Reason.STALE_ETAG, "the current etag is 5", "etag"));
  }

  @Test
  void aSnapshotHoldsTheWholeState() {
    changeAll();
    get(group.claim(List.of(Claim.byOwner(0, configuration(3, 1, A, 1, A, B, C)))));
    get(group.require(2));
    ControlMachine other = new ControlMachine();
    other.restore(machine.snapshot());
    assertThat(other.snapshot()).isEqualTo(machine.snapshot());
    assertThat(other.state().configurations()).isEqualTo(machine.state().configurations());
    assertThat(other.state().voters()).isEqualTo(machine.state().voters());
    assertThat(other.state().joined()).isEqualTo(machine.state().joined());
    assertThat(other.state().epochs()).isEqualTo(machine.state().epochs());
    assertThat(other.state().leastCopies()).isEqualTo(2);
    Catalogue restored = other.state().catalogue();
    assertThat(restored.version()).isEqualTo(machine.state().catalogue().version());
    assertThat(List.copyOf(restored.pools()))
        .isEqualTo(List.copyOf(machine.state().catalogue().pools()));
    assertThat(List.copyOf(restored.locations()))
        .isEqualTo(List.copyOf(machine.state().catalogue().locations()));
    assertThat(restored.locationNames()).containsExactly("münchen", "s", "t", "u");
    assertThat(restored.poolNames()).containsExactly("web", "gone");
  }

  @Test
  void aGridFromBeforeIdentitiesHasItsFirstMembers() {
    ControlMachine older = new ControlMachine();
    byte[] created = {
      1, 1, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xB
    };
    older.apply(created);
    assertThat(older.state().grid()).isEqualTo(B);
    ControlMachine newer = new ControlMachine();
    newer.restore(older.snapshot());
    assertThat(newer.state().grid()).isEqualTo(B);
  }

  /** As version 3 of the state and version 1 of commands wrote a grid of one. */
  @Test
  void readsWhatAnOlderVersionWrote() {
    BinaryWriter claim = new BinaryWriter().u8(1).u8(2).int32(1).int64(0);
    configuration(claim.int32(2).int64(1).uuid(A), 1);
    ControlMachine older = new ControlMachine();
    older.apply(ControlCodec.write(new ControlCommand.Create(GRID, 4, List.of(A))));
    older.apply(claim.toBytes());
    ShardConfiguration first = named(configuration(2, 1, A, 1, A), ShardConfiguration.UNNAMED);
    assertThat(older.state().configuration(2)).contains(first);

    BinaryWriter state = new BinaryWriter().u8(3).uuid(GRID).int32(4).int32(1).uuid(A).int32(1);
    configuration(state.int32(2).int64(5).uuid(A), 41);
    StateCodec.write(Catalogue.empty(), state);
    ControlMachine newer = new ControlMachine();
    newer.restore(state.toBytes());
    assertThat(newer.state().members()).containsExactly(A);
    assertThat(newer.state().startOf(2, 5)).hasValue(41);
    assertThat(newer.state().leastCopies()).isEqualTo(1);
    ControlGroup goesOn = new ControlGroup(newer, new InstantLog(A, newer));
    ShardConfiguration next = configuration(2, 6, A, 50, A);
    assertThat(get(goesOn.claim(List.of(Claim.byOwner(5, next)))))
        .containsExactly(new Ratified(next));
  }

  private static void configuration(BinaryWriter behindOwner, long start) {
    behindOwner.int32(1).uuid(A).int64(start);
  }

  @Test
  void refusesBytesThatAreNotItsOwn() {
    byte[] good = ControlCodec.write(new ControlCommand.Create(GRID, 1, List.of(A)));
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> machine.apply(cut)).isInstanceOf(IllegalArgumentException.class);
    }
    byte[] longer = Arrays.copyOf(good, good.length + 1);
    assertThatThrownBy(() -> machine.apply(longer)).hasMessage("1 bytes too many");
    good[0] = 3;
    assertThatThrownBy(() -> machine.apply(good))
        .hasMessage(
            "a command of the control group is of format 3; this version reads up to format 2");
    assertThatThrownBy(() -> machine.restore(new byte[] {9}))
        .hasMessage(
            "a snapshot of the control group is of format 9; this version reads up to format 4");
  }

  @Test
  void aConfigurationKeepsItsRules() {
    for (Runnable wrong :
        List.<Runnable>of(
            () -> configuration(0, 1, A, 1, B),
            () -> configuration(0, 1, A, 1, A, A),
            () -> configuration(0, 1, A, 1),
            () -> configuration(0, 0, A, 1, A),
            () -> configuration(0, 1, A, 0, A),
            () -> configuration(-1, 1, A, 1, A))) {
      assertThatThrownBy(wrong::run).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** One of each kind; the number of commands, each of which changed something. */
  private int changeAll() {
    List<CatalogueCommand> commands =
        List.of(
            new CreateLocation("münchen", location(5)),
            new CreateLocation("s", new LocationSpec(Location.Kind.STORE, false, "", 0)),
            new UpdateLocation("s", new LocationSpec(Location.Kind.INBOUND, true, "S", 9), ""),
            new CreatePool("web", pool(3)),
            new UpdatePool("web", pool(4), "4"),
            new CreatePool("gone", pool(1)),
            new DeletePool("gone", ""),
            new CreateLocation("t", location(1)),
            new DeleteLocation("t", "8"),
            new EndRemoval("t", 9, true),
            new CreateLocation("u", location(1)),
            new DeleteLocation("u", ""),
            new EndRemoval("u", 12, false),
            new DeleteLocation("u", ""));
    for (CatalogueCommand command : commands) {
      assertThat(get(group.change(command))).isEqualTo(Answer.done(group.state().catalogue()));
    }
    return commands.size();
  }

  private void assertClaim(long expected, ShardConfiguration next, ClaimResult result) {
    assertThat(get(group.claim(List.of(Claim.byOwner(expected, next))))).containsExactly(result);
  }

  private static ShardConfiguration named(ShardConfiguration one, UUID claim) {
    return new ShardConfiguration(
        one.shard(), one.epoch(), one.owner(), one.copies(), one.start(), claim);
  }

  private static ShardConfiguration configuration(
      int shard, long epoch, UUID owner, long start, UUID... copies) {
    return new ShardConfiguration(shard, epoch, owner, List.of(copies), start, CLAIM);
  }

  private static LocationSpec location(long safety) {
    return new LocationSpec(Location.Kind.WAREHOUSE, true, "A name", safety);
  }

  private static PoolSpec pool(long quota) {
    return new PoolSpec(
        List.of("münchen", "s"),
        Map.of("sku", quota),
        List.of(new Pool.RegionRank("north", List.of("s"))),
        60_000,
        120_000,
        AckLevel.SYNCED);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
