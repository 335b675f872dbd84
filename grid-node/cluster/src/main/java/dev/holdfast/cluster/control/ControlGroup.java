package dev.holdfast.cluster.control;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.CatalogueCommand;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ratifies configurations and holds the catalogue. Safe for any thread, never blocks. Stages of
 * {@link #create}, {@link #join}, {@link #require} and {@link #claim} fail with {@link
 * NoQuorumException} after about a minute.
 */
public final class ControlGroup {

  /** When to try again if no majority answers, in milliseconds. */
  private static final long RETRY_MILLIS = 500;

  /** Of {@link ControlSettings#TIMEOUT_MILLIS} each: about a minute. */
  private static final int ATTEMPTS = 12;

  private static final Logger LOG = LoggerFactory.getLogger(ControlGroup.class);

  private final ControlMachine machine;
  private final RaftLog log;

  /**
   * A group on its log.
   *
   * @param machine what {@code log} applies its entries into
   */
  public ControlGroup(ControlMachine machine, RaftLog log) {
    this.machine = machine;
    this.log = log;
  }

  /** What this member has applied; others may have applied more. */
  public ControlState state() {
    return machine.state();
  }

  /** Calls the listener with each new state, on the thread that applies: it must be short. */
  public void onChange(Consumer<ControlState> listener) {
    machine.onChange(listener);
  }

  /**
   * Creates the cluster, once.
   *
   * @param grid the grid's identity from now on
   * @param shards 1 to {@link ControlMachine#MAX_SHARDS}
   * @return the number of shards that the cluster has; an earlier call may have fixed it, and the
   *     identity in {@link #state}
   */
  public CompletionStage<Integer> create(UUID grid, int shards, Collection<UUID> voters) {
    if (shards < 1 || shards > ControlMachine.MAX_SHARDS) {
      throw new IllegalArgumentException(
          "a cluster has 1 to " + ControlMachine.MAX_SHARDS + " shards, not " + shards);
    }
    return insist(new ControlCommand.Create(grid, shards, List.copyOf(voters)), 1)
        .thenApply(AnswerCodec::created);
  }

  /**
   * Creates a group as that of a grid which is lost but for its rows, or brings one of that grid to
   * what the rows know later. What is not later than the group's own is left out.
   *
   * @param configurations of shards; their owner has them as they were drained, or is about to
   * @param catalogue up to {@link RaftLog#MAX_COMMAND_BYTES} with all the rest
   * @return the grid that the group is of; another one if the group was created before
   */
  public CompletionStage<UUID> restore(
      UUID grid,
      int shards,
      Collection<UUID> voters,
      List<ShardConfiguration> configurations,
      Catalogue catalogue) {
    return send(new ControlCommand.Restore(
            grid, shards, List.copyOf(voters), configurations, catalogue))
        .thenApply(AnswerCodec::restored);
  }

  /**
   * Claims shards, each by itself, in one entry; the results are in order. Fails with {@link
   * NoQuorumException} at the first attempt that nobody answers: the claims may still be ratified
   * later, so whoever gave up accepting for them must propose them again until the state tells.
   */
  public CompletionStage<List<ClaimResult>> propose(List<Claim> claims) {
    return send(new ControlCommand.ClaimShards(claims)).thenApply(AnswerCodec::claims);
  }

  /**
   * Done when a majority has answered, and this member has applied all that was ratified before the
   * call. Fails with {@link NoQuorumException} at the first attempt that nobody answers.
   */
  public CompletionStage<Void> confirm() {
    return send(new ControlCommand.Nothing()).thenAccept(answer -> {});
  }

  /**
   * Tells that a member starts; configurations may name it from now on.
   *
   * @param life how often its directory was opened; see the journal
   * @param incarnation of its process
   * @return whether its disk is as new as was told before; if not, it is an older copy of it
   */
  public CompletionStage<Boolean> join(UUID member, long life, long incarnation) {
    return insist(new ControlCommand.Join(member, life, incarnation), 1)
        .thenApply(AnswerCodec::joined);
  }

  /** Takes a member out for good; the answer says why not, and is empty if it has left. */
  public CompletionStage<String> leave(UUID member) {
    return send(new ControlCommand.Leave(member)).thenApply(AnswerCodec::left);
  }

  /**
   * Sets with how many copies an effect is acknowledged at least: no claim may leave fewer. A shard
   * that has fewer already goes on.
   *
   * @param copies 1 to {@link ShardConfiguration#MAX_COPIES}
   */
  public CompletionStage<Void> require(int copies) {
    if (copies < 1 || copies > ShardConfiguration.MAX_COPIES) {
      throw new IllegalArgumentException(
          "cluster.min-copies must be 1 to " + ShardConfiguration.MAX_COPIES + ", not " + copies);
    }
    return insist(new ControlCommand.Require(copies), 1).thenAccept(answer -> {});
  }

  /** Like {@link #propose}, again and again for about a minute. */
  public CompletionStage<List<ClaimResult>> claim(List<Claim> claims) {
    return insist(new ControlCommand.ClaimShards(claims), 1).thenApply(AnswerCodec::claims);
  }

  /** Changes pools or locations; answers a catalogue that holds the change. */
  public CompletionStage<Answer<Catalogue>> change(CatalogueCommand command) {
    return send(new ControlCommand.Change(command))
        .thenApply(AnswerCodec::changed)
        .thenApply(answer -> answer.map(version -> machine.state().catalogue()))
        .exceptionally(ControlGroup::noQuorum);
  }

  /** For what a member cannot start without: the same again is safe, and a slow disk no reason. */
  private CompletionStage<byte[]> insist(ControlCommand command, int attempt) {
    return send(command)
        .exceptionallyCompose(
            thrown -> {
              Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
              if (!(cause instanceof NoQuorumException) || attempt == ATTEMPTS) {
                return CompletableFuture.failedFuture(cause);
              }
              LOG.warn("attempt {} of {}: {}", attempt, ATTEMPTS, cause.getMessage());
              return insist(command, attempt + 1);
            });
  }

  private CompletionStage<byte[]> send(ControlCommand command) {
    return log.propose(ControlCodec.write(command));
  }

  private static Answer<Catalogue> noQuorum(Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (cause instanceof NoQuorumException) {
      return Answer.retryLater(
          Reason.NO_QUORUM,
          "no majority of the control group answered; the change may still be made",
          RETRY_MILLIS);
    }
    throw thrown instanceof CompletionException known ? known : new CompletionException(thrown);
  }
}
