package dev.holdfast.cluster.control;

import dev.holdfast.cluster.control.ControlCommand.Change;
import dev.holdfast.cluster.control.ControlCommand.ClaimShards;
import dev.holdfast.cluster.control.ControlCommand.Create;
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
      SortedMap<Integer, ShardConfiguration> configurations = new TreeMap<>(state.configurations());
      for (ShardConfiguration later : restore.configurations()) {
        if (ClaimRules.isLater(later, configurations.get(later.shard()), state.shards())) {
          configurations.put(later.shard(), later);
        }
      }
      boolean newer = restore.catalogue().version() > state.catalogue().version();
      ControlState next = state.with(configurations);
      become(newer ? next.with(restore.catalogue()) : next);
    }
    return state.grid();
  }

  private List<ClaimResult> claim(List<Claim> claims) {
    SortedMap<Integer, ShardConfiguration> configurations = new TreeMap<>(state.configurations());
    List<ClaimResult> results = new ArrayList<>();
    for (Claim claim : claims) {
      ClaimResult result =
          ClaimRules.decide(claim, configurations.get(claim.next().shard()), state.shards());
      if (result instanceof ClaimResult.Ratified(ShardConfiguration ratified)) {
        configurations.put(ratified.shard(), ratified);
      }
      results.add(result);
    }
    if (!configurations.equals(state.configurations())) {
      become(state.with(configurations));
    }
    return results;
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
