package dev.holdfast.cluster.node;

import dev.holdfast.cluster.host.ShardHost;
import dev.holdfast.cluster.journal.Journal;
import dev.holdfast.cluster.journal.SnapshotSource;
import dev.holdfast.engine.shard.Archive;
import dev.holdfast.engine.shard.ExpiryListener;
import dev.holdfast.engine.shard.Frame;
import dev.holdfast.engine.shard.Shard;
import dev.holdfast.engine.shard.ShardLimits;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.function.IntToLongFunction;

/**
 * Makes shards from what the journal holds: its snapshot, then the log behind it. Also writes
 * snapshots. A chunk of the engine is stored in pieces, each behind a byte that says whether more
 * of the chunk follows. Any thread, one per shard.
 */
public final class Recovery {
  private static final int PIECE = Journal.MAX_CHUNK_BYTES - 1;

  private final Journal journal;
  private final ShardLimits limits;
  private final IntToLongFunction drained;

  /**
   * A recovery.
   *
   * @param drained up to which effect of a shard nobody else needs the log
   */
  Recovery(Journal journal, ShardLimits limits, IntToLongFunction drained) {
    this.journal = journal;
    this.limits = limits;
    this.drained = drained;
  }

  /** Where nobody else needs the log. */
  Recovery(Journal journal, ShardLimits limits) {
    this(journal, limits, shard -> Long.MAX_VALUE);
  }

  /** The shard that is to serve: all that the journal knows, with its archive. */
  Shard serving(int shard, ExpiryListener expiries) {
    Shard serving = new Shard(shard, limits, journal.archive(shard), expiries);
    loadSnapshot(serving);
    // The log is folded with open eyes: who watched before a restart may go on behind it.
    serving.rememberChanges(ShardHost.RECENT_CHANGES);
    fold(serving, Long.MAX_VALUE);
    return serving;
  }

  /** A copy apart from the serving one, up to a sequence that ends a batch. */
  Shard copy(int shard, long upTo) {
    Shard copy = new Shard(shard, limits, Archive.none(), lateMillis -> {});
    loadSnapshot(copy);
    fold(copy, upTo);
    return copy;
  }

  private void loadSnapshot(Shard shard) {
    int number = shard.number();
    if (journal.snapshot(number).isPresent()) {
      ByteArrayOutputStream pieces = new ByteArrayOutputStream();
      journal.loadSnapshot(
          number,
          piece -> {
            pieces.write(piece, 1, piece.length - 1);
            if (piece[0] == 0) {
              byte[] chunk = pieces.toByteArray();
              shard.view().readSnapshot(Frame.wrap(chunk, chunk.length));
              pieces.reset();
            }
          });
    }
  }

  private void fold(Shard shard, long upTo) {
    journal.read(
        shard.number(),
        shard.sequence(),
        (epoch, first, last, bytes, offset, length) -> {
          if (last > upTo) {
            return false;
          }
          Frame record = Frame.wrap(bytes, offset + length);
          record.seek(offset);
          shard.fold(record);
          return last < upTo;
        });
  }

  /** Puts a copy in place of the shard's older snapshot, and forgets the log that it replaces. */
  void save(Shard copy) {
    journal.saveSnapshot(copy.number(), copy.epoch(), copy.sequence(), snapshot(copy));
    trim(copy.number());
  }

  /** Forgets the log that is in the snapshot and that nobody else needs. */
  void trim(int shard) {
    journal.trim(shard, Math.min(snapshotSequence(shard), drained.applyAsLong(shard)));
  }

  /** A shard as the chunks of a snapshot. */
  public static SnapshotSource snapshot(Shard shard) {
    ArrayDeque<byte[]> pieces = new ArrayDeque<>();
    shard.view().writeSnapshot(chunk -> split(chunk, pieces));
    return pieces::poll;
  }

  private static void split(Frame chunk, ArrayDeque<byte[]> pieces) {
    for (int from = 0; from < chunk.limit(); from += PIECE) {
      int to = Math.min(chunk.limit(), from + PIECE);
      byte[] piece = new byte[1 + to - from];
      piece[0] = (byte) (to < chunk.limit() ? 1 : 0);
      System.arraycopy(chunk.array(), from, piece, 1, to - from);
      pieces.add(piece);
    }
  }

  /** How many effects a start would have to fold. */
  long behind(int shard) {
    long snapshot = journal.snapshot(shard).map(info -> info.sequence()).orElse(0L);
    return journal.lastSequence(shard) - snapshot;
  }

  /** The effect up to which a snapshot is on disk. */
  long snapshotSequence(int shard) {
    return journal.snapshot(shard).map(info -> info.sequence()).orElse(0L);
  }
}
