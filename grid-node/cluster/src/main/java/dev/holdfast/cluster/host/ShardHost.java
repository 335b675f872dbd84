package dev.holdfast.cluster.host;

import dev.holdfast.cluster.journal.Journal;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.shard.Frame;
import dev.holdfast.engine.shard.OutcomeReader;
import dev.holdfast.engine.shard.OutcomeType;
import dev.holdfast.engine.shard.Shard;
import dev.holdfast.engine.shard.ShardView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owner's side of one shard. Calls gather while a batch is at work; a batch is decided,
 * appended to the journal in one record, and answered. {@link #submit} and {@link #execute} are
 * safe for any thread; everything else runs in the lane.
 */
public final class ShardHost implements Lane.Worker {
  private static final Logger LOG = LoggerFactory.getLogger(ShardHost.class);

  /** Bounds what a batch copies; a record of the journal is bounded by the shard itself. */
  private static final int BATCH_BYTES = 4 << 20;

  /** Room that frames keep for the next batch. */
  private static final int KEPT_BYTES = 1 << 20;

  /** Who brings more at once leaves room for others: a crowd behind one connection, say. */
  private static final int FEW = 16;

  /** A watcher that missed no more than this goes on where it was; 768 KiB a shard. */
  public static final int RECENT_CHANGES = 1 << 16;

  /** What all hosts of a member share. */
  public record Surroundings(
      Journal journal,
      Clock clock,
      Supplier<Catalogue> catalogue,
      Executor workers,
      Syncer syncer,
      HostMetrics metrics,
      HostLimits limits,
      Consumer<Throwable> fatal) {}

  /** How the shard stood after its last batch; for any thread. */
  public record Figures(
      long epoch, long sequence, long liveHolds, long endedHolds, long positions, int undecided) {}

  private final Shard shard;
  private final Surroundings around;
  private final ShardClock time;
  private final Consumer<ShardView.Intent> changedBaskets;
  private final Lane lane;
  private final Pace pace;
  private final Frame commands = new Frame(1 << 16);
  private final Frame outcomes = new Frame(1 << 16);
  private final Frame effects = new Frame(1 << 16);
  private final List<Call> batch = new ArrayList<>();
  private final ArrayDeque<Call> parked = new ArrayDeque<>();

  /** Calls of the batch that have their answer, or wait parked or for a sync. */
  private int answered;

  private volatile long nextExpiryMillis = Long.MAX_VALUE;
  private volatile boolean anyParked;
  private volatile Figures figures;
  private volatile @Nullable Throwable failure;

  /**
   * Takes over a shard that is recovered and opened under a ratified, installed epoch.
   *
   * @param changedBaskets hears, in the lane, of baskets whose home decided something
   */
  public ShardHost(Shard shard, Surroundings around, Consumer<ShardView.Intent> changedBaskets) {
    this.shard = shard;
    this.around = around;
    this.time = new ShardClock(around.clock(), shard.timeMillis());
    this.changedBaskets = changedBaskets;
    shard.rememberChanges(RECENT_CHANGES);
    this.lane = new Lane(around.workers(), this);
    this.pace = new Pace(around.limits().queued());
    this.figures = figuresNow();
    this.nextExpiryMillis = shard.nextExpiryMillis();
  }

  public int number() {
    return shard.number();
  }

  public Figures figures() {
    return figures;
  }

  /** Shard time, now: UTC epoch milliseconds. */
  public long timeMillis() {
    return time.millis();
  }

  /** Whether something must happen though nobody calls: a hold is due, or a call waits too long. */
  public boolean isDue() {
    return nextExpiryMillis <= time.millis() || anyParked;
  }

  /** Whether what the shard holds may differ from what its journal holds: nothing may show it. */
  public boolean isStopped() {
    return failure != null;
  }

  /** Decides a call, now or in the next batch. */
  public void submit(Call call) {
    if (mayQueue(call, pace.limit())) {
      lane.add(call);
    }
  }

  /** Decides calls together. */
  public void submitAll(List<Call> calls) {
    int limit = pace.limit();
    int shared = calls.size() > FEW ? limit - limit / 4 : limit;
    List<Call> accepted = new ArrayList<>(calls.size());
    for (Call call : calls) {
      if (mayQueue(call, shared)) {
        accepted.add(call);
      }
    }
    lane.addAll(accepted);
  }

  private boolean mayQueue(Call call, int limit) {
    if (failure != null) {
      call.reply.accept(
          Answer.retryLater(
              Reason.SHARD_CLOSED,
              "shard " + number() + " has stopped: its journal failed",
              1_000));
      return false;
    }
    if (!call.internal && lane.waiting() >= limit) {
      call.reply.accept(overloaded());
      return false;
    }
    return true;
  }

  /** Whether as many calls wait as may. */
  boolean isFull() {
    return lane.waiting() >= pace.limit();
  }

  int mostWaiting() {
    return around.limits().queued();
  }

  long nanos() {
    return around.clock().nanos();
  }

  <T> Answer<T> overloaded() {
    return Answer.retryLater(
        Reason.OVERLOADED,
        "shard " + number() + " has as many calls waiting as it can answer in time",
        50);
  }

  /** Lets due holds expire and calls that waited too long give up. */
  public void tick() {
    lane.add((Runnable) this::unpark);
    lane.add(Call.internal(commands -> commands.tick(), outcome -> {}));
  }

  /** Runs a task in the lane, between batches. */
  public void execute(Runnable task) {
    lane.add(task);
  }

  /** Gives the shard to a task in the lane, between batches. */
  public void read(Consumer<Shard> task) {
    lane.add((Runnable) () -> task.accept(shard));
  }

  @Override
  public void piece(Object piece) {
    if (piece instanceof Call call) {
      take(call);
    } else {
      decide();
      ((Runnable) piece).run();
    }
  }

  /** A step of a basket that fails leaves it open for ever: only a restart settles it. */
  @Override
  public void failed(Throwable why) {
    failure = why;
    around.fatal().accept(why);
  }

  private void take(Call call) {
    if (call.deadlineNanos != Long.MAX_VALUE && call.deadlineNanos - around.clock().nanos() <= 0) {
      call.reply.accept(
          Answer.refused(
              Reason.DEADLINE_PASSED, "the call's deadline passed before it was decided"));
      return;
    }
    commands.putBytes(call.command.array(), 0, call.command.limit());
    batch.add(call);
    if (batch.size() >= around.limits().batch() || commands.limit() >= BATCH_BYTES) {
      decide();
    }
  }

  @Override
  public void endRound() {
    decide();
  }

  private void decide() {
    if (batch.isEmpty()) {
      return;
    }
    Throwable failed = failure;
    if (failed == null) {
      try {
        commit();
      } catch (RuntimeException | Error e) {
        failure = e;
        failed = e;
        around.fatal().accept(e);
      }
    }
    if (failed != null) {
      for (Call call : batch.subList(answered, batch.size())) {
        call.reply.accept(
            Answer.retryLater(
                Reason.UNKNOWN_OUTCOME, "the journal failed; retry with the same identity", 1_000));
      }
    }
    batch.clear();
    answered = 0;
    commands.shrink(KEPT_BYTES);
    outcomes.shrink(KEPT_BYTES);
    effects.shrink(KEPT_BYTES);
  }

  /** In one part, unless the results are too long for one record of the journal. */
  private void commit() {
    Catalogue catalogue = around.catalogue().get();
    around.metrics().batch(batch.size());
    long start = around.clock().nanos();
    do {
      commitPart(catalogue);
    } while (commands.hasRemaining());
    pace.took(batch.size(), around.clock().nanos() - start);
  }

  private void commitPart(Catalogue catalogue) {
    int undecided = shard.undecided();
    long first = shard.sequence() + 1;
    long start = around.clock().nanos();
    shard.apply(commands, time.millis(), catalogue, outcomes, effects);
    long decided = around.clock().nanos();
    around.metrics().decided(decided - start);
    if (effects.limit() > 0) {
      around
          .journal()
          .append(
              number(), shard.epoch(), first, shard.sequence(), effects.array(), effects.limit());
      around.metrics().appended(around.clock().nanos() - decided);
    }
    figures = figuresNow();
    nextExpiryMillis = shard.nextExpiryMillis();
    answer(catalogue);
    for (int i = 0; i < shard.changedBaskets(); i++) {
      changedBaskets.accept(shard.changedBasket(i));
    }
    if (!parked.isEmpty() && (shard.undecided() < undecided || effects.limit() > 0)) {
      unpark();
    }
  }

  private Figures figuresNow() {
    return new Figures(
        shard.epoch(),
        shard.sequence(),
        shard.liveHolds(),
        shard.endedHolds(),
        shard.positions(),
        shard.undecided());
  }

  private void answer(Catalogue catalogue) {
    OutcomeReader reader = new OutcomeReader(outcomes, catalogue);
    while (reader.next()) {
      Call call = batch.get(answered++);
      if (reader.type() == OutcomeType.BLOCKED || reader.type() == OutcomeType.DECIDING) {
        park(call);
      } else if (reader.synced()) {
        OutcomeReader kept = reader.detached();
        around.syncer().whenSynced(() -> reply(call, kept));
      } else {
        reply(call, reader);
      }
    }
  }

  /** A reply that fails is its receiver's loss alone: the decision stands and others wait. */
  private void reply(Call call, OutcomeReader outcome) {
    try {
      call.reply.accept(Answer.done(outcome));
    } catch (RuntimeException e) {
      LOG.error("shard {}: a committed outcome could not be delivered", number(), e);
    }
  }

  /** Keeps a call that only undecided baskets stand in the way of, within bounds. */
  private void park(Call call) {
    long now = around.clock().nanos();
    if (call.parkedNanos == 0) {
      call.parkedNanos = now;
    }
    boolean tooLong = now - call.parkedNanos >= around.limits().parkMillis() * 1_000_000;
    if (tooLong || parked.size() >= around.limits().parked()) {
      call.reply.accept(
          Answer.retryLater(
              Reason.OVERLOADED, "the units asked for wait for baskets being decided", 50));
    } else {
      parked.add(call);
      anyParked = true;
    }
  }

  /** Lets the calls that wait try again. */
  private void unpark() {
    List<Call> again = new ArrayList<>(parked);
    parked.clear();
    anyParked = false;
    lane.addAll(again);
  }
}
