package dev.holdfast.cluster.journal;

import dev.holdfast.engine.shard.Archive;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A member's log of shard batches, their snapshots and archives. Safe for any thread, with one
 * writer for a shard at a time. Shards are 0 to the number of shards - 1; sequences are gapless in
 * a shard, from 1; epochs start at 1, and 0 means none yet.
 *
 * <p>After a {@link JournalFailedException} every call throws one: what is on disk is then unknown,
 * and the member must stop.
 */
public interface Journal extends AutoCloseable {

  /** The longest snapshot chunk, in bytes. */
  int MAX_CHUNK_BYTES = 1 << 20;

  /**
   * How often this member's directory was opened, this time included. A member that was told of a
   * higher one has an older copy of its disk.
   */
  long life();

  /**
   * Adds one batch of effects. When this returns they are in the page cache: they survive the death
   * of the process, not of the machine.
   *
   * @param epoch under which the record was written: the installed one from its {@link #start} on,
   *     an older one below, and none that is older than that of the last record
   * @param first the sequence after {@link #lastSequence}
   * @param last at least {@code first}
   * @param length how many bytes of {@code record} count, from its start; they are copied
   * @throws IllegalStateException for another epoch, a sequence that does not follow, or while a
   *     higher epoch is promised than is installed
   */
  void append(int shard, long epoch, long first, long last, byte[] record, int length);

  /**
   * Returns when everything appended before this call, by any thread, is on disk. Callers at the
   * same time share one flush.
   */
  void sync();

  /**
   * Adopts a ratified epoch: deletes every record at or above a cut and notes the epoch in one
   * synced write. Installing the installed epoch again, with the same start, changes nothing.
   *
   * @param start the first sequence that the epoch may write, as it is ratified; a copy that is
   *     behind may end below it
   * @param cut the first sequence to delete: at most {@code start} and {@link #lastSequence} + 1,
   *     at the border of a record, and above the snapshot
   * @throws IllegalStateException for a lower epoch than installed or promised, or a cut out of
   *     these bounds
   */
  void installEpoch(int shard, long epoch, long start, long cut);

  /** As an owner does, who has all before the start. */
  default void installEpoch(int shard, long epoch, long start) {
    installEpoch(shard, epoch, start, start);
  }

  /** The installed epoch. */
  long epoch(int shard);

  /** The first sequence that the installed epoch may write, as it is ratified; 0 if none is. */
  long start(int shard);

  /**
   * The epoch under which a sequence was written; 0 for sequence 0.
   *
   * @param sequence {@link #firstSequence} - 1 to {@link #lastSequence}, or 0
   * @throws IllegalStateException for any other
   */
  long epochAt(int shard, long sequence);

  /**
   * Takes no append from now on until this epoch or a later one is installed, and installs none
   * below: what a member does before it claims. On disk with the next {@link #sync}; a promise of a
   * lower epoch than was promised before changes nothing.
   */
  void promise(int shard, long epoch);

  /** The highest epoch that was promised; 0 if none was. */
  long promised(int shard);

  /**
   * Whether records that were acknowledged may be missing: since a start after the machine failed,
   * a {@link #suspectAll}, or a replacement, until {@link #trust}. Survives restarts.
   */
  boolean isSuspect(int shard);

  /** Ends the suspicion, when others have told what is missing and it is here. Synced. */
  void trust(int shard);

  /** Puts every shard under suspicion: this is an older copy of the disk. Synced. */
  void suspectAll();

  /** The lowest sequence that {@link #read} can still give; last + 1 if there is none. */
  long firstSequence(int shard);

  /** The highest sequence known of the shard, from its log or its snapshot. */
  long lastSequence(int shard);

  /**
   * Gives the records that hold sequences after {@code afterSequence}, in order, until the reader
   * has enough. The first one may begin below. Stops where the epoch falls.
   *
   * @param afterSequence at least {@link #firstSequence} - 1
   * @throws IllegalStateException if that much was trimmed already
   * @throws JournalDamagedException at a hole or a record that cannot be read
   */
  void read(int shard, long afterSequence, RecordReader reader);

  /**
   * Puts a snapshot in place of the shard's older one. It counts, all at once, when it is on disk.
   * One that is ahead of the log replaces the log.
   *
   * @param epoch under which {@code sequence} was written; at most the installed one
   * @param sequence the last effect it holds; at least the older snapshot's
   */
  void saveSnapshot(int shard, long epoch, long sequence, SnapshotSource source);

  /** What the current snapshot holds. */
  Optional<SnapshotInfo> snapshot(int shard);

  /**
   * Gives the chunks of the current snapshot, in order.
   *
   * @throws IllegalStateException if there is none
   * @throws JournalDamagedException if it cannot be read whole
   */
  void loadSnapshot(int shard, SnapshotSink sink);

  /**
   * Forgets the records that end at or below a sequence.
   *
   * @throws IllegalStateException if that is beyond the snapshot
   */
  void trim(int shard, long upToSequence);

  /**
   * Begins to take another member's copy, which is to replace all that there is of the shard. Until
   * it is complete, nothing changes; one at a time for a shard.
   *
   * @param epoch at least the installed and the promised one; installed when it is complete
   * @param start the first sequence that it may write, as it is ratified
   * @throws IllegalStateException for a lower epoch, or while another replacement is open
   */
  Replacement replace(int shard, long epoch, long start);

  /**
   * Gives what is archived and not forgotten, in order of the identities, until the sink has
   * enough. For any thread; what is put meanwhile may be missing.
   *
   * @param after what was given last, or null to begin
   */
  void exportArchive(int shard, @Nullable ArchiveId after, ArchiveSink sink);

  /** Gives all that is archived and not forgotten. */
  default void exportArchive(int shard, ArchiveSink sink) {
    exportArchive(shard, null, sink);
  }

  /**
   * The shard's archive, always the same object. What was put before {@link #saveSnapshot} is on
   * disk when that returns; what came after is put again by replaying the log.
   */
  Archive archive(int shard);

  /** Bytes on disk. */
  long usedBytes();

  /** Bytes that the file system still has for this process. */
  long freeBytes();

  @Override
  void close();
}
