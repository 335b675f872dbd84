package dev.holdfast.simulation;

import dev.holdfast.cluster.journal.ArchiveId;
import dev.holdfast.cluster.journal.SnapshotInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a disk holds of one shard. */
final class ShardDisk {

  record Batch(long epoch, long first, long last, byte[] bytes) {}

  record Archived(long forgetMillis, byte[] bytes) {}

  final TreeMap<Long, Batch> log;
  final Map<ArchiveId, Archived> archive;
  long epoch;
  long start;
  long promised;
  boolean suspect;
  long base;
  long baseEpoch;
  @Nullable SnapshotInfo snapshot;
  List<byte[]> chunks = List.of();

  ShardDisk() {
    log = new TreeMap<>();
    archive = new HashMap<>();
  }

  ShardDisk(ShardDisk other) {
    log = new TreeMap<>(other.log);
    archive = new HashMap<>(other.archive);
    epoch = other.epoch;
    start = other.start;
    promised = other.promised;
    suspect = other.suspect;
    base = other.base;
    baseEpoch = other.baseEpoch;
    snapshot = other.snapshot;
    chunks = other.chunks;
  }

  long last() {
    return log.isEmpty() ? base : Math.max(base, log.lastKey());
  }

  long lastEpoch() {
    return last() > base ? log.lastEntry().getValue().epoch() : baseEpoch;
  }

  long epochAt(long sequence) {
    return sequence == base ? baseEpoch : log.ceilingEntry(sequence).getValue().epoch();
  }

  /** The lowest sequence that an epoch may delete. */
  long lowestCut() {
    return Math.max(base, snapshot == null ? 0 : snapshot.sequence()) + 1;
  }

  void install(long newEpoch, long newStart, long cut) {
    epoch = newEpoch;
    start = newStart;
    log.tailMap(cut, true).clear();
  }

  void saveSnapshot(SnapshotInfo info, List<byte[]> pieces) {
    snapshot = info;
    chunks = pieces;
    if (info.sequence() > last()) {
      log.clear();
      base = info.sequence();
      baseEpoch = info.epoch();
    }
  }

  /** Another member's copy is here now; whether it is whole, its owner must say. */
  void replace(
      long newEpoch,
      long newStart,
      SnapshotInfo info,
      List<byte[]> pieces,
      Map<ArchiveId, Archived> records) {
    log.clear();
    archive.clear();
    archive.putAll(records);
    epoch = newEpoch;
    start = newStart;
    suspect = true;
    base = info.sequence();
    baseEpoch = info.epoch();
    snapshot = base == 0 ? null : info;
    chunks = pieces;
  }

  void trim(long upTo) {
    if (upTo > base) {
      baseEpoch = epochAt(upTo);
      base = upTo;
      log.headMap(upTo, true).clear();
    }
  }
}
