package dev.holdfast.cluster.behind;

import dev.holdfast.cluster.journal.Journal;
import dev.holdfast.engine.shard.Archive;
import dev.holdfast.engine.shard.Projection;
import dev.holdfast.engine.shard.Shard;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes projections that stand where the ledger does: from the journal's snapshot and the log
 * behind it, else from the ledger's own rows. If the journal begins after where the ledger stands,
 * the shard is written anew, whole. One thread.
 */
final class ProjectionSource {
  private static final Logger LOG = LoggerFactory.getLogger(ProjectionSource.class);

  private final Journal journal;
  private final Copies copies;
  private final Ledger ledger;

  ProjectionSource(Journal journal, Copies copies, Ledger ledger) {
    this.journal = journal;
    this.copies = copies;
    this.ledger = ledger;
  }

  /**
   * A projection.
   *
   * @param anew all its rows are to be written, in place of those that the ledger has
   */
  record Made(Projection projection, boolean anew) {}

  /**
   * Makes one.
   *
   * @param committed the latest effect that may be written
   */
  Made make(Watermark at, long committed) {
    int number = at.shard();
    long snapshot = journal.snapshot(number).map(info -> info.sequence()).orElse(0L);
    if (snapshot <= at.sequence()) {
      Shard copy = copies.copy(number, at.sequence());
      if (copy.sequence() == at.sequence()) {
        return new Made(new Projection(copy), false);
      }
      // Only rows of this journal's history are taken over; others are never overwritten.
      throw new IllegalStateException(
          "shard " + number + ": no batch of the journal ends at " + at.sequence());
    }
    if (journal.firstSequence(number) <= at.sequence() + 1) {
      return new Made(new Projection(restored(number)), false);
    }
    LOG.warn(
        "shard {}: PostgreSQL ends at {}, the log begins at {}: its rows are written anew, the log"
            + " between is in neither",
        number,
        at.sequence(),
        journal.firstSequence(number));
    return anew(number, committed);
  }

  /** With what the serving shard has archived: the journal alone has forgotten it. */
  private Made anew(int number, long committed) {
    Shard copy = copies.copy(number, committed);
    journal.exportArchive(
        number,
        (id, forgetMillis, record) -> {
          Projection.unarchive(copy, id.high(), id.low(), record);
          return true;
        });
    return new Made(Projection.whole(copy), true);
  }

  private Shard restored(int number) {
    ShardRows rows = new ShardRows(Projection.LIMITS, Archive.none());
    ledger.read(number, 0, rows);
    return rows.shard();
  }
}
