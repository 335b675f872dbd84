package dev.holdfast.cluster.journal;

import dev.holdfast.engine.shard.Archive;
import java.util.Optional;

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
   * Adds one batch of effects. When this returns they are in the page cache: they survive the death
   * of the process, not of the machine.
   *
   * @param epoch the installed epoch
   * @param first the sequence after {@link #lastSequence}
   * @param last at least {@code first}
   * @param length how many bytes of {@code record} count, from its start; they are copied
   * @throws IllegalStateException for another epoch or a sequence that does not follow
   */
  void append(int shard, long epoch, long first, long last, byte[] record, int length);

  /**
   * Returns when everything appended before this call, by any thread, is on disk. Callers at the
   * same time share one flush.
   */
  void sync();

  /**
   * Adopts a ratified epoch: deletes every record at or above its start and notes the epoch in one
   * synced write. Installing the installed epoch again, with the same start, changes nothing.
   *
   * @param start the first sequence that the epoch may write: at most {@link #lastSequence} + 1, at
   *     the border of a record, and above the snapshot
   * @throws IllegalStateException for a lower epoch, or a start out of these bounds
   */
  void installEpoch(int shard, long epoch, long start);

  /** The installed epoch. */
  long epoch(int shard);

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
   * @param epoch at most the installed one
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
