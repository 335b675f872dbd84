package dev.holdfast.cluster.behind;

import dev.holdfast.cluster.host.Clock;
import dev.holdfast.cluster.journal.Journal;
import dev.holdfast.cluster.journal.JournalFailedException;
import dev.holdfast.engine.catalogue.Catalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what the journal has committed behind the grid, in rounds. It starts no thread: whoever
 * owns it calls {@link #step} again and again, from one thread. A ledger that is away, hung or full
 * costs nothing but time: one round is kept and written again, and the journal keeps the rest.
 * Everything but {@code step} is safe for any thread.
 */
public final class Drainer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Drainer.class);

  /**
   * What a drainer stands on.
   *
   * @param copies folds shards for projections to start from
   * @param catalogue the latest that was ratified
   * @param versions those before it that are still to be written
   * @param shards those that this member may own
   */
  public record Ground(
      Ownership ownership,
      Journal journal,
      Copies copies,
      Ledger ledger,
      Clock clock,
      Supplier<Catalogue> catalogue,
      CatalogueVersions versions,
      List<OwnedShard> shards,
      DrainMetrics metrics,
      DrainLimits limits) {}

  /**
   * How far a shard is drained; for people.
   *
   * @param drained the latest effect in the ledger, 0 if that is not known yet
   * @param lagMillis how long the oldest effect that is not in the ledger has waited, 0 if none is
   */
  public record Figures(long drained, long effectsBehind, long lagMillis) {

    /** Of a shard that another member drains. */
    static final Figures NONE = new Figures(0, 0, 0);
  }

  /** Marks are saved at most that often, so that rounds do not pay for it. */
  private static final long MARK_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Ground ground;
  private final List<ShardDrain> shards = new ArrayList<>();
  private long catalogueWritten;
  private long pauseMillis;
  private long lookAtNanos;
  private long markAtNanos;
  private int next;
  private volatile String trouble = "PostgreSQL has not been reached yet";

  public Drainer(Ground ground) {
    this.ground = ground;
    ProjectionSource projections =
        new ProjectionSource(ground.journal(), ground.copies(), ground.ledger());
    for (OwnedShard owned : ground.shards()) {
      ShardDrain shard = new ShardDrain(owned, ground.journal(), projections);
      shards.add(shard);
      ground.metrics().watch(shard);
    }
    this.lookAtNanos = ground.clock().nanos();
    this.markAtNanos = lookAtNanos;
  }

  /**
   * One round: looks what is new, writes it, or finds out why it was not written before.
   *
   * @return milliseconds after which to call again
   */
  public long step() {
    long start = ground.clock().nanos();
    try {
      shards.forEach(ShardDrain::follow);
      lookUp(start);
      boolean opened = openOne();
      boolean wrote = writeRound(start);
      pauseMillis = 0;
      if (opened || (wrote && isBehind())) {
        return 0;
      }
    } catch (LedgerException e) {
      return failed(e);
    } catch (JournalFailedException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("write-behind begins afresh after a failure", e);
      shards.forEach(ShardDrain::forget);
      return failed(e);
    }
    long tookMillis = TimeUnit.NANOSECONDS.toMillis(ground.clock().nanos() - start);
    return Math.max(0, ground.limits().periodMillis() - tookMillis);
  }

  /** Asks the ledger where shards stand of which that is not known. */
  private void lookUp(long now) {
    if (now - lookAtNanos < 0) {
      return;
    }
    Map<Integer, Long> ends = new TreeMap<>();
    for (ShardDrain shard : shards) {
      if (shard.state() == ShardDrain.State.IN_DOUBT) {
        ends.put(shard.number(), ground.journal().lastSequence(shard.number()));
      }
    }
    if (ends.isEmpty()) {
      if (shards.stream().allMatch(shard -> shard.state() == ShardDrain.State.AWAY)) {
        trouble = "";
      }
      return;
    }
    Map<Integer, Witness> witnesses = ground.ledger().look(ends);
    Map<Integer, Watermark> seen = new TreeMap<>();
    Map<Integer, Long> epochs = new TreeMap<>();
    for (ShardDrain shard : shards) {
      Witness witness = witnesses.get(shard.number());
      if (ends.containsKey(shard.number()) && (witness == null || isOurs(shard, witness))) {
        epochs.put(shard.number(), shard.epoch());
        if (witness != null) {
          seen.put(shard.number(), witness.watermark());
        }
      }
    }
    Map<Integer, Watermark> found =
        ground.ledger().takeOver(ground.ownership().member(), epochs, seen);
    for (ShardDrain shard : shards) {
      Watermark watermark = found.get(shard.number());
      if (watermark != null && epochs.containsKey(shard.number())) {
        shard.stands(watermark, isByAnother(witnesses.get(shard.number())));
        if (shard.state() == ShardDrain.State.CLOSED) {
          closed(shard, DrainedMarks.DISAGREED);
        }
      }
    }
    boolean all = found.size() == epochs.size();
    trouble = all ? "" : "another drainer's transaction holds rows of shards that are ours";
    boolean settled =
        all && shards.stream().noneMatch(shard -> shard.state() == ShardDrain.State.IN_DOUBT);
    long pause = settled ? 0 : ground.limits().leastPauseMillis();
    lookAtNanos = now + TimeUnit.MILLISECONDS.toNanos(pause);
  }

  /** Who is of no grid of ours is no owner of its shards, see {@link Agreement#TAKEN}. */
  private boolean isByAnother(@Nullable Witness witness) {
    UUID member = ground.ownership().member();
    return witness != null && witness.member().filter(other -> !other.equals(member)).isPresent();
  }

  /** If the rows are not the journal's, nothing is written, and the shard may not be served. */
  private boolean isOurs(ShardDrain shard, Witness witness) {
    Ownership ownership = ground.ownership();
    Agreement agreement = Agreement.of(witness, ground.journal(), ownership.members().get());
    if (agreement == Agreement.SAME) {
      return true;
    }
    shard.close(agreement.advice(witness, ground.journal().lastSequence(shard.number())));
    boolean ahead = agreement == Agreement.AHEAD;
    closed(shard, ahead ? witness.watermark().sequence() : DrainedMarks.DISAGREED);
    return false;
  }

  /** The next start, too, must find PostgreSQL before it serves. */
  private void closed(ShardDrain shard, long mark) {
    ground.ownership().marks().set(shard.number(), mark);
    ground.ownership().marks().saveIfPossible();
    ground.ownership().close().accept(shard.closed());
  }

  private boolean openOne() {
    for (ShardDrain shard : shards) {
      if (shard.state() == ShardDrain.State.KNOWN) {
        shard.open();
        return true;
      }
    }
    return false;
  }

  private boolean writeRound(long start) {
    List<ShardDrain> open =
        shards.stream().filter(shard -> shard.state() == ShardDrain.State.OPEN).toList();
    gather(open);
    Catalogue catalogue = ground.catalogue().get();
    List<Stretch> stretches = new ArrayList<>();
    List<ShardDrain> written = new ArrayList<>();
    for (ShardDrain shard : open) {
      Stretch stretch = shard.stretch();
      if (stretch != null) {
        stretches.add(stretch);
        written.add(shard);
      }
    }
    if (stretches.isEmpty() && (open.isEmpty() || catalogue.version() == catalogueWritten)) {
      return false;
    }
    // So that PostgreSQL never knows what a power loss takes from the journal.
    ground.journal().sync();
    List<Catalogue> before = ground.versions().before(catalogue);
    ground.ledger().write(new Round(catalogue, before, List.copyOf(stretches)));
    catalogueWritten = catalogue.version();
    ground.versions().written(catalogueWritten);
    written.forEach(shard -> shard.committed(ground.metrics()));
    mark();
    ground.metrics().round(ground.clock().nanos() - start);
    return true;
  }

  private void mark() {
    DrainedMarks marks = ground.ownership().marks();
    shards.stream()
        .filter(shard -> shard.state() == ShardDrain.State.OPEN)
        .forEach(shard -> marks.set(shard.number(), shard.drained()));
    long now = ground.clock().nanos();
    if (now - markAtNanos >= 0) {
      marks.saveIfPossible();
      markAtNanos = now + MARK_NANOS;
    }
  }

  /** Reads from each shard in turn; another one begins each time, so that none starves. */
  private void gather(List<ShardDrain> open) {
    long effects = ground.limits().effects();
    long bytes = ground.limits().bytes();
    for (ShardDrain shard : open) {
      effects -= shard.pending();
      bytes -= shard.pendingBytes();
    }
    next++;
    for (int i = 0; i < open.size() && effects > 0 && bytes > 0; i++) {
      ShardDrain shard = open.get((next + i) % open.size());
      long effectsBefore = shard.pending();
      long bytesBefore = shard.pendingBytes();
      shard.read(effects, bytes);
      effects -= shard.pending() - effectsBefore;
      bytes -= shard.pendingBytes() - bytesBefore;
    }
  }

  /** Whether so much waits that the next round should begin at once. */
  private boolean isBehind() {
    return effectsBehind() > ground.limits().effects();
  }

  private long failed(RuntimeException e) {
    ground.metrics().failed();
    String why = e.getMessage() == null ? e.toString() : e.getMessage();
    if (!why.equals(trouble)) {
      LOG.warn("a round was not written behind, it is tried again: {}", why);
    }
    trouble = why;
    shards.forEach(ShardDrain::doubt);
    lookAtNanos = ground.clock().nanos();
    DrainLimits limits = ground.limits();
    pauseMillis = Math.clamp(2 * pauseMillis, limits.leastPauseMillis(), limits.mostPauseMillis());
    return pauseMillis;
  }

  /** Effects of all shards that are not in the ledger. */
  public long effectsBehind() {
    return shards.stream().mapToLong(shard -> shard.figures().effectsBehind()).sum();
  }

  /** How far a shard is drained. */
  public Figures figures(int shard) {
    return find(shard).map(ShardDrain::figures).orElse(Figures.NONE);
  }

  /** Whether this member writes a shard behind: it owns it. */
  public boolean writes(int shard) {
    return find(shard).filter(s -> s.state() != ShardDrain.State.AWAY).isPresent();
  }

  /** The latest effect that the journal of a shard's owner need not keep for the ledger's sake. */
  public long drained(int shard) {
    return find(shard).map(ShardDrain::drained).orElse(Long.MAX_VALUE);
  }

  private Optional<ShardDrain> find(int number) {
    return shards.stream().filter(shard -> shard.number() == number).findFirst();
  }

  /** Why nothing is being written, in plain words, or empty. */
  public String trouble() {
    if (!trouble.isEmpty()) {
      return "nothing is written behind: " + trouble;
    }
    return closed();
  }

  /** Why a shard must not be served, or empty. */
  public String closed(int shard) {
    return find(shard).map(ShardDrain::closed).orElse("");
  }

  /** Why any of the shards must not be served, or empty. */
  public String closed() {
    return shards.stream()
        .map(ShardDrain::closed)
        .filter(why -> !why.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** The lag that 99 % of all effects did not exceed since the process began, in milliseconds. */
  public long lagP99Millis() {
    return ground.metrics().lagP99Millis();
  }

  /** Ends a round under way; {@link #step} is not to be called again. */
  @Override
  public void close() {
    ground.ownership().marks().saveIfPossible();
    ground.ledger().close();
  }
}
