package dev.holdfast.simulation;

import dev.holdfast.cluster.journal.SnapshotInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a disk holds of one shard. */
final class ShardDisk {

  record Batch(long epoch, long first, long last, byte[] bytes) {}

  record ArchiveId(long high, long low) {}

  record Archived(long forgetMillis, byte[] bytes) {}

  final TreeMap<Long, Batch> log;
  final Map<ArchiveId, Archived> archive;
  long epoch;
  long start = 1;
  long base;
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
    base = other.base;
    snapshot = other.snapshot;
    chunks = other.chunks;
  }

  long last() {
    return log.isEmpty() ? base : Math.max(base, log.lastKey());
  }

  void saveSnapshot(SnapshotInfo info, List<byte[]> pieces) {
    snapshot = info;
    chunks = pieces;
    if (info.sequence() > last()) {
      log.clear();
      base = info.sequence();
    }
  }

  void trim(long upTo) {
    log.headMap(upTo, true).clear();
    base = Math.max(base, upTo);
  }
}
