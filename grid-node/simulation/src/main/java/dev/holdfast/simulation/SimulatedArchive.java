package dev.holdfast.simulation;

import dev.holdfast.cluster.journal.ArchiveId;
import dev.holdfast.engine.shard.Archive;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An archive whose puts gather in the process before they are written. */
final class SimulatedArchive implements Archive {
  private final Disk disk;
  private final Draw draw;
  private final Plant plant;
  private final int shard;
  private final Map<ArchiveId, ShardDisk.Archived> gathered = new HashMap<>();

  SimulatedArchive(Disk disk, Draw draw, Plant plant, int shard) {
    this.disk = disk;
    this.draw = draw;
    this.plant = plant;
    this.shard = shard;
  }

  @Override
  public byte @Nullable [] find(long idHigh, long idLow) {
    ArchiveId id = new ArchiveId(idHigh, idLow);
    ShardDisk.Archived found = gathered.get(id);
    found = found == null ? disk.shard(shard).archive.get(id) : found;
    return found == null || plant == Plant.ARCHIVE_BLIND ? null : found.bytes().clone();
  }

  @Override
  public void put(long idHigh, long idLow, long forgetMillis, byte[] record, int length) {
    gathered.put(
        new ArchiveId(idHigh, idLow),
        new ShardDisk.Archived(forgetMillis, Arrays.copyOf(record, length)));
    if (draw.chance(20)) {
      flush();
    }
  }

  void flush() {
    if (!gathered.isEmpty()) {
      Map<ArchiveId, ShardDisk.Archived> puts = Map.copyOf(gathered);
      disk.write(shard, to -> to.archive.putAll(puts));
      gathered.clear();
    }
  }

  /** Another archive is on disk in its place. */
  void replaced() {
    gathered.clear();
  }

  @Override
  public boolean forgetBefore(long millis) {
    flush();
    long until = plant == Plant.ARCHIVE_FORGETS ? Long.MAX_VALUE : millis;
    disk.write(shard, to -> to.archive.values().removeIf(kept -> kept.forgetMillis() < until));
    return false;
  }
}
