package dev.holdfast.cluster.behind;

import dev.holdfast.cluster.journal.Journal;
import dev.holdfast.engine.shard.Frame;
import dev.holdfast.engine.shard.Projection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard on its way into the ledger: where the ledger stands, the projection that stands there
 * too, and what was folded since. One thread; {@link #figures} is for any.
 */
final class ShardDrain {
  private static final Logger LOG = LoggerFactory.getLogger(ShardDrain.class);

  /** What is known of the ledger's row. */
  enum State {
    /** Another member owns the shard, or nobody. */
    AWAY,
    /** To be looked up: nothing is known yet, or a round failed. */
    IN_DOUBT,
    /** Known, but the projection is still to be made. */
    KNOWN,
    OPEN,
    /** Another's rows stand there, or ours of another time: nothing is written. */
    CLOSED
  }

  private final OwnedShard shard;
  private final Journal journal;
  private final ProjectionSource projections;
  private final List<LogRecord> records = new ArrayList<>();
  private OwnedShard.Owned owned = new OwnedShard.Owned(0, 0, 0);
  private volatile State state = State.AWAY;
  private Watermark watermark;
  private @Nullable Projection projection;
  private boolean anew;
  private long bytes;

  private volatile String closed = "";
  private volatile long drained;
  private volatile long waitingSinceMillis;

  ShardDrain(OwnedShard shard, Journal journal, ProjectionSource projections) {
    this.shard = shard;
    this.journal = journal;
    this.projections = projections;
    this.watermark = new Watermark(shard.number(), 0, 0);
    follow();
  }

  int number() {
    return shard.number();
  }

  /** Learns who owns the shard now, and begins anew under each epoch; a deposed owner forgets. */
  void follow() {
    OwnedShard.Owned before = owned;
    owned = shard.now().get();
    if (state != State.CLOSED && owned.epoch() != before.epoch()) {
      forget();
      drained = 0;
      waitingSinceMillis = shard.timeMillis().getAsLong();
      state = owned.epoch() == 0 ? State.AWAY : State.IN_DOUBT;
    }
  }

  long epoch() {
    return owned.epoch();
  }

  State state() {
    return state;
  }

  Drainer.Figures figures() {
    if (state == State.AWAY) {
      return Drainer.Figures.NONE;
    }
    long done = drained;
    long behind = Math.max(0, shard.now().get().committed() - done);
    long waited = Math.max(0, shard.timeMillis().getAsLong() - waitingSinceMillis);
    return new Drainer.Figures(done, behind, behind == 0 ? 0 : waited);
  }

  /** The latest effect that the journal need not keep for the ledger; 0 if it is another's. */
  long drained() {
    return drained;
  }

  void doubt() {
    if (state == State.KNOWN || state == State.OPEN) {
      state = State.IN_DOUBT;
    }
  }

  /**
   * Learns where the ledger stands.
   *
   * @param byAnother another member of the grid wrote there last
   */
  void stands(Watermark found, boolean byAnother) {
    Projection known = projection;
    boolean later = found.epoch() > owned.epoch();
    if (later && (byAnother || found.epoch() <= owned.ratified())) {
      // The next owner has begun: our time is over, as we shall hear.
      forget();
      state = State.IN_DOUBT;
    } else if (later) {
      close(
          "shard "
              + number()
              + " is written behind by a later owner under epoch "
              + found.epoch()
              + ", ours is "
              + epoch()
              + ": another process has gone on with a copy of this data.dir");
    } else if (known != null && found.sequence() == known.sequence() && found.equals(target())) {
      watermark = found;
      taken();
      state = State.OPEN;
    } else if (known != null && found.equals(watermark)) {
      state = State.OPEN;
    } else {
      forget();
      watermark = found;
      state = State.KNOWN;
    }
  }

  private Watermark target() {
    Projection known = projection;
    return known == null ? watermark : new Watermark(number(), epoch(), known.sequence());
  }

  /** Nothing is drained any more. */
  void close(String why) {
    LOG.error("{}", why);
    forget();
    closed = why;
    state = State.CLOSED;
  }

  /** Why nothing is drained any more, or empty. */
  String closed() {
    return closed;
  }

  /** Begins again from where the ledger stands. */
  void forget() {
    projection = null;
    records.clear();
    bytes = 0;
  }

  /** Makes the projection for where the ledger stands. Takes as long as a recovery. */
  void open() {
    ProjectionSource.Made made = projections.make(watermark, owned.committed());
    projection = made.projection();
    anew = made.anew();
    state = State.OPEN;
    drained = anew ? 0 : watermark.sequence();
  }

  /** Effects folded and not in the ledger. */
  long pending() {
    return projection == null ? 0 : projection.pending();
  }

  long pendingBytes() {
    return bytes;
  }

  /** Folds what is committed, within these bounds, give or take a record. */
  void read(long mostEffects, long mostBytes) {
    Projection into = projection;
    if (into == null) {
      return;
    }
    long last = owned.committed();
    long now = shard.timeMillis().getAsLong();
    if (into.sequence() >= last) {
      if (records.isEmpty()) {
        waitingSinceMillis = now;
      }
      return;
    }
    long before = into.sequence();
    long bytesBefore = bytes;
    journal.read(
        number(),
        before,
        (epoch, first, upTo, content, offset, length) -> {
          if (upTo > last) {
            return false;
          }
          fold(into, new Read(epoch, first, upTo, content, offset, length));
          return upTo < last && upTo - before < mostEffects && bytes - bytesBefore < mostBytes;
        });
    if (!records.isEmpty()) {
      waitingSinceMillis = records.getFirst().timeMillis();
    }
  }

  private record Read(long epoch, long first, long last, byte[] bytes, int offset, int length) {}

  private void fold(Projection into, Read read) {
    Frame record = Frame.wrap(read.bytes(), read.offset() + read.length());
    record.seek(read.offset());
    long time = Projection.timeMillis(record);
    into.fold(record);
    records.add(
        new LogRecord(
            read.epoch(),
            read.first(),
            read.last(),
            time,
            read.bytes(),
            read.offset(),
            read.length()));
    bytes += read.length();
  }

  /** What is to be written, or null if nothing is. */
  @Nullable Stretch stretch() {
    Projection from = projection;
    if (from == null || (from.pending() == 0 && !anew)) {
      return null;
    }
    long waited = shard.timeMillis().getAsLong() - waitingSinceMillis;
    return new Stretch(
        watermark, from.changes(), List.copyOf(records), from::name, Math.max(0, waited), anew);
  }

  /** The stretch is committed. */
  void committed(DrainMetrics metrics) {
    long now = shard.timeMillis().getAsLong();
    for (LogRecord record : records) {
      metrics.drained(record, now - record.timeMillis());
    }
    watermark = target();
    taken();
  }

  private void taken() {
    if (projection != null) {
      projection.clear();
    }
    anew = false;
    records.clear();
    bytes = 0;
    drained = watermark.sequence();
    waitingSinceMillis = shard.timeMillis().getAsLong();
  }
}
