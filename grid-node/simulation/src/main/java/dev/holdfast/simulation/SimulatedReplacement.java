package dev.holdfast.simulation;

import dev.holdfast.cluster.journal.ArchiveId;
import dev.holdfast.cluster.journal.Journal;
import dev.holdfast.cluster.journal.Replacement;
import dev.holdfast.cluster.journal.SnapshotInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A copy on its way to a disk; the process forgets it when it dies. */
final class SimulatedReplacement implements Replacement {
  private final SimulatedJournal journal;
  private final int shard;
  private final long epoch;
  private final long start;
  private final Map<ArchiveId, ShardDisk.Archived> archive = new HashMap<>();
  private final List<byte[]> chunks = new ArrayList<>();
  private boolean complete;

  SimulatedReplacement(SimulatedJournal journal, int shard, long epoch, long start) {
    this.journal = journal;
    this.shard = shard;
    this.epoch = epoch;
    this.start = start;
  }

  @Override
  public void archived(long idHigh, long idLow, long forgetMillis, byte[] record) {
    require(!complete);
    archive.put(new ArchiveId(idHigh, idLow), new ShardDisk.Archived(forgetMillis, record.clone()));
  }

  @Override
  public void chunk(byte[] chunk) {
    require(!complete && chunk.length >= 1 && chunk.length <= Journal.MAX_CHUNK_BYTES);
    chunks.add(chunk.clone());
  }

  @Override
  public void complete(long snapshotEpoch, long snapshotSequence) {
    require(!complete && snapshotSequence > 0 == !chunks.isEmpty());
    require(snapshotSequence < start ? snapshotEpoch <= epoch : snapshotEpoch == epoch);
    boolean empty = snapshotSequence == 0;
    long bytes = chunks.stream().mapToLong(chunk -> chunk.length).sum();
    journal.replaced(
        shard,
        epoch,
        start,
        new SnapshotInfo(empty ? 0 : snapshotEpoch, snapshotSequence, bytes),
        List.copyOf(chunks),
        Map.copyOf(archive));
    complete = true;
  }

  @Override
  public void close() {
    journal.endReplacement(shard);
  }

  private static void require(boolean met) {
    if (!met) {
      throw new IllegalStateException("a copy cannot be taken like this");
    }
  }
}
