package dev.holdfast.cluster.journal;

import java.util.HashMap;
import java.util.Map;

/**
 * A copy on its way in: its snapshot is a file that no shard names yet, its archive the generation
 * after the shard's. The shard's writer only.
 */
final class StagedCopy implements Replacement {

  /**
   * Where it goes.
   *
   * @param file the number of its snapshot's file
   * @param ended runs once, whether it is complete or dropped
   */
  record Place(
      int shard,
      RocksStore store,
      ShardLog log,
      RocksArchive archive,
      SnapshotFiles files,
      long file,
      Runnable ended) {}

  /** How many archived records gather. */
  private static final int GATHERED = 1_024;

  private final Place place;
  private final long epoch;
  private final long start;
  private final int area;
  private final SnapshotWriter snapshot;
  private final Map<ArchiveId, byte[]> gathered = new HashMap<>();
  private boolean complete;
  private boolean closed;

  StagedCopy(Place place, long epoch, long start) {
    this.place = place;
    this.epoch = epoch;
    this.start = start;
    this.area = Keys.area(place.shard, place.log.meta().archive() + 1);
    this.snapshot = place.files.writer(SnapshotFiles.name(place.shard, place.file));
  }

  @Override
  public void archived(long idHigh, long idLow, long forgetMillis, byte[] record) {
    require(!complete && !closed, "it has ended");
    gathered.put(
        new ArchiveId(idHigh, idLow), RocksArchive.value(forgetMillis, record, record.length));
    if (gathered.size() >= GATHERED) {
      flush();
    }
  }

  private void flush() {
    place.store.apply(
        batch -> {
          for (Map.Entry<ArchiveId, byte[]> put : gathered.entrySet()) {
            RocksArchive.put(batch, area, put.getKey(), put.getValue());
          }
        });
    gathered.clear();
  }

  @Override
  public void chunk(byte[] chunk) {
    require(!complete && !closed, "it has ended");
    snapshot.chunk(chunk);
  }

  @Override
  public void complete(long snapshotEpoch, long snapshotSequence) {
    require(!complete && !closed, "it has ended");
    require(
        snapshotSequence > 0 == snapshot.chunks() > 0,
        snapshot.chunks() + " chunks are no snapshot at " + snapshotSequence);
    require(
        snapshotSequence < start ? snapshotEpoch <= epoch : snapshotEpoch == epoch,
        "epoch " + snapshotEpoch + " did not write " + snapshotSequence + " before " + start);
    flush();
    long bytes = snapshot.finish();
    boolean empty = snapshotSequence == 0;
    ShardMeta before =
        place.log.replace(
            epoch,
            start,
            empty ? 0 : place.file,
            new SnapshotInfo(empty ? 0 : snapshotEpoch, snapshotSequence, bytes),
            batch -> RocksArchive.delete(batch, area - Keys.AREAS));
    complete = true;
    place.archive.moveTo(area);
    place.files.delete(SnapshotFiles.name(place.shard, before.snapshotFile()));
    if (empty) {
      place.files.delete(SnapshotFiles.name(place.shard, place.file));
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      snapshot.close();
      if (!complete) {
        place.files.delete(SnapshotFiles.name(place.shard, place.file));
        place.store.apply(batch -> RocksArchive.delete(batch, area));
      }
    } finally {
      place.ended.run();
    }
  }

  private void require(boolean met, String what) {
    if (!met) {
      throw new IllegalStateException(
          "the copy of shard " + place.shard + " cannot be taken: " + what);
    }
  }
}
