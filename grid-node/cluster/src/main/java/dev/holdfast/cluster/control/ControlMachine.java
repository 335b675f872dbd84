package dev.holdfast.cluster.control;

import dev.holdfast.cluster.control.ControlCommand.Change;
import dev.holdfast.cluster.control.ControlCommand.ClaimShards;
import dev.holdfast.cluster.control.ControlCommand.Create;
import dev.holdfast.cluster.control.ControlCommand.Join;
import dev.holdfast.cluster.control.ControlCommand.Leave;
import dev.holdfast.cluster.control.ControlCommand.Nothing;
import dev.holdfast.cluster.control.ControlCommand.Require;
import dev.holdfast.cluster.control.ControlCommand.Restore;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.CatalogueChange;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The control group's state machine: the same commands in the same order give the same state on
 * every member. No threads, no clocks. Commands, snapshots and restores come from one thread at a
 * time; {@link #state} and {@link #onChange} are safe for any thread.
 */
public final class ControlMachine {

  /** The most shards a cluster can have. */
  public static final int MAX_SHARDS = 4096;

  private final List<Consumer<ControlState>> listeners = new CopyOnWriteArrayList<>();
  private volatile ControlState state = ControlState.empty();

  /** What the applied commands have come to. */
  public ControlState state() {
    return state;
  }

  /** Calls the listener with each new state, on the thread that applies: it must be short. */
  public void onChange(Consumer<ControlState> listener) {
    listeners.add(listener);
  }

  /** Decides a command and answers it; what {@link ControlGroup} sends and understands. */
  public byte[] apply(byte[] command) {
    return switch (ControlCodec.command(command)) {
      case Create create -> AnswerCodec.created(create(create));
      case Restore restore -> AnswerCodec.restored(restore(restore));
      case ClaimShards(List<Claim> claims) -> AnswerCodec.claims(claim(claims));
      case Join join -> AnswerCodec.joined(join(join));
      case Leave(UUID member) -> AnswerCodec.left(leave(member));
      case Require(int copies) -> {
        if (copies != state.leastCopies()) {
          become(state.requiring(copies));
        }
        yield AnswerCodec.nothing();
      }
      case Nothing nothing -> AnswerCodec.nothing();
      case Change change -> AnswerCodec.changed(change(change).map(Catalogue::version));
    };
  }

  /** The whole state. */
  public byte[] snapshot() {
    return StateCodec.write(state);
  }

  /** Takes a snapshot in place of the state. */
  public void restore(byte[] snapshot) {
    become(StateCodec.read(snapshot));
  }

  /** The number of shards that the cluster has, from this command or from an earlier one. */
  private int create(Create create) {
    if (!state.created()) {
      become(state.created(create.grid(), create.shards(), create.voters()));
    }
    return state.shards();
  }

  /** The grid that this is, from this command or from an earlier one. */
  private UUID restore(Restore restore) {
    if (!state.created()) {
      become(state.created(restore.grid(), restore.shards(), restore.voters()));
    }
    if (state.grid().equals(restore.grid())) {
      List<ShardConfiguration> later = new ArrayList<>();
      for (ShardConfiguration each : restore.configurations()) {
        ShardConfiguration current = state.configurations().get(each.shard());
        if (ClaimRules.isLater(each, current, state.shards())) {
          later.add(each);
        }
      }
      boolean newer = restore.catalogue().version() > state.catalogue().version();
      ControlState next = state.with(later);
      for (UUID voter : restore.voters()) {
        next = next.joined().containsKey(voter) ? next : next.with(voter, Joined.UNTOLD);
      }
      become(newer ? next.with(restore.catalogue()) : next);
    }
    return state.grid();
  }

  private List<ClaimResult> claim(List<Claim> claims) {
    SortedMap<Integer, ShardConfiguration> configurations = new TreeMap<>(state.configurations());
    List<ShardConfiguration> ratified = new ArrayList<>();
    List<ClaimResult> results = new ArrayList<>();
    for (Claim claim : claims) {
      ShardConfiguration current = configurations.get(claim.next().shard());
      ClaimResult result = ClaimRules.decide(claim, current, state);
      if (result instanceof ClaimResult.Ratified(ShardConfiguration next)
          && !next.equals(current)) {
        configurations.put(next.shard(), next);
        ratified.add(next);
      }
      results.add(result);
    }
    if (!ratified.isEmpty()) {
      become(state.with(ratified));
    }
    return results;
  }

  /** Whether the member has the newest copy of its disk, as far as it was told of. */
  private boolean join(Join join) {
    Joined before = state.joined().get(join.member());
    Joined told = new Joined(join.life(), join.incarnation());
    if (!told.equals(before)) {
      become(state.with(join.member(), told));
    }
    return before == null || before.mayBe(told);
  }

  /** Why the member cannot leave; empty if it has left. */
  private String leave(UUID member) {
    for (ShardConfiguration each : state.configurations().values()) {
      if (each.copies().contains(member)) {
        return "member " + member + " has a copy of shard " + each.shard();
      }
    }
    if (state.joined().containsKey(member)) {
      become(state.without(member));
    }
    return "";
  }

  private Answer<Catalogue> change(Change change) {
    Answer<Catalogue> answer = CatalogueChange.apply(state.catalogue(), change.command());
    if (answer instanceof Answer.Done<Catalogue>(Catalogue next) && next != state.catalogue()) {
      become(state.with(next));
    }
    return answer;
  }

  private void become(ControlState next) {
    state = next;
    listeners.forEach(listener -> listener.accept(next));
  }
}
