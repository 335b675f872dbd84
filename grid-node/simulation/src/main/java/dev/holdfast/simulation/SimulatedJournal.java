package dev.holdfast.simulation;

import dev.holdfast.cluster.journal.ArchiveId;
import dev.holdfast.cluster.journal.ArchiveSink;
import dev.holdfast.cluster.journal.Journal;
import dev.holdfast.cluster.journal.RecordReader;
import dev.holdfast.cluster.journal.Replacement;
import dev.holdfast.cluster.journal.SnapshotInfo;
import dev.holdfast.cluster.journal.SnapshotSink;
import dev.holdfast.cluster.journal.SnapshotSource;
import dev.holdfast.engine.shard.Archive;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One process's way to its {@link Disk}; it keeps the bounds that {@link Journal} sets. */
final class SimulatedJournal implements Journal {
  private final Member member;
  private final Disk disk;
  private final Chronicle chronicle;
  private final Plant plant;
  private final Life life;
  private final List<SimulatedArchive> archives = new ArrayList<>();

  /** Snapshots that only this process believes in. */
  private final Map<Integer, Lost> lost = new HashMap<>();

  private final Set<Integer> replacing = new HashSet<>();

  private static final Comparator<ArchiveId> UNSIGNED =
      Comparator.<ArchiveId>comparingLong(id -> id.high() ^ Long.MIN_VALUE)
          .thenComparingLong(id -> id.low() ^ Long.MIN_VALUE);

  private record Lost(SnapshotInfo info, List<byte[]> chunks) {}

  SimulatedJournal(World world, Member member, Life life) {
    this.member = member;
    this.disk = member.disk;
    this.chronicle = world.chronicle;
    this.plant = world.plant;
    this.life = life;
    disk.open();
    for (int shard = 0; shard < world.shards.shards(); shard++) {
      archives.add(new SimulatedArchive(disk, world.draw, plant, shard));
    }
  }

  /** A process that is dead writes nothing. */
  private ShardDisk shard(int shard) {
    if (life.isOver()) {
      throw new Crash();
    }
    return disk.shard(shard);
  }

  @Override
  public void append(int shard, long epoch, long first, long last, byte[] record, int length) {
    ShardDisk now = shard(shard);
    require(now.promised <= now.epoch, "epoch " + now.promised + " is promised");
    require(epoch <= now.epoch, "epoch " + epoch + " is not installed");
    require(epoch >= now.lastEpoch(), "epoch " + epoch + " is below that of the last record");
    require(first == now.last() + 1 && last >= first, first + " does not follow " + now.last());
    require(
        epoch == now.epoch ? first >= now.start : last < now.start,
        "epoch " + epoch + " cannot write " + first + " to " + last);
    ShardDisk.Batch batch = new ShardDisk.Batch(epoch, first, last, Arrays.copyOf(record, length));
    chronicle.appended(member, shard, batch);
    disk.append(shard, batch);
  }

  @Override
  public void sync() {
    shard(0);
    disk.sync();
  }

  @Override
  public long life() {
    return disk.life();
  }

  @Override
  public void installEpoch(int shard, long epoch, long start, long cut) {
    ShardDisk now = shard(shard);
    if (epoch == now.epoch && start == now.start) {
      return;
    }
    require(
        epoch > now.epoch && epoch >= now.promised,
        "epoch " + epoch + " cannot follow " + now.epoch + " and " + now.promised);
    require(
        cut >= now.lowestCut() && cut <= now.last() + 1 && cut <= start,
        "an epoch cannot cut at " + cut);
    Map.Entry<Long, ShardDisk.Batch> at = now.log.ceilingEntry(cut);
    require(at == null || at.getValue().first() >= cut, cut + " is inside a record");
    disk.write(shard, to -> to.install(epoch, start, cut));
    disk.sync();
  }

  @Override
  public long start(int shard) {
    return shard(shard).start;
  }

  @Override
  public long epochAt(int shard, long sequence) {
    ShardDisk now = shard(shard);
    if (sequence == 0) {
      return 0;
    }
    require(sequence >= now.base && sequence <= now.last(), sequence + " is not in the log");
    return now.epochAt(sequence);
  }

  @Override
  public void promise(int shard, long epoch) {
    if (epoch > shard(shard).promised) {
      disk.write(shard, to -> to.promised = epoch);
    }
  }

  @Override
  public long promised(int shard) {
    return shard(shard).promised;
  }

  @Override
  public boolean isSuspect(int shard) {
    return shard(shard).suspect;
  }

  @Override
  public void trust(int shard) {
    if (shard(shard).suspect) {
      disk.write(shard, to -> to.suspect = false);
      disk.sync();
      disk.trusted(shard);
    }
  }

  @Override
  public void suspectAll() {
    for (int shard = 0; shard < archives.size(); shard++) {
      shard(shard);
      disk.write(shard, to -> to.suspect = true);
    }
    disk.sync();
  }

  @Override
  public long epoch(int shard) {
    return shard(shard).epoch;
  }

  @Override
  public long firstSequence(int shard) {
    return shard(shard).base + 1;
  }

  @Override
  public long lastSequence(int shard) {
    return shard(shard).last();
  }

  @Override
  public void read(int shard, long afterSequence, RecordReader reader) {
    ShardDisk now = shard(shard);
    require(afterSequence >= now.base, "trimmed up to " + now.base);
    long next = Math.max(afterSequence, now.base) + 1;
    for (ShardDisk.Batch batch : List.copyOf(now.log.tailMap(next, true).values())) {
      if (batch.first() > next) {
        throw new Broken("I8: shard " + shard + " has a hole before " + batch.first());
      }
      next = batch.last() + 1;
      if (plant == Plant.LAST_RECORD_UNREAD && batch.last() == now.last()) {
        return;
      }
      byte[] bytes = batch.bytes().clone();
      if (!reader.record(batch.epoch(), batch.first(), batch.last(), bytes, 0, bytes.length)) {
        return;
      }
    }
  }

  @Override
  public void saveSnapshot(int shard, long epoch, long sequence, SnapshotSource source) {
    ShardDisk now = shard(shard);
    require(epoch >= 1 && epoch <= now.epoch, "a snapshot of epoch " + epoch);
    require(
        epoch == now.epoch || sequence < now.start, "a snapshot beyond its epoch at " + sequence);
    long older = snapshot(shard).map(SnapshotInfo::sequence).orElse(0L);
    require(sequence >= older, "a snapshot at " + sequence + " is older than " + older);
    List<byte[]> chunks = new ArrayList<>();
    long bytes = 0;
    for (byte[] chunk = source.next(); chunk != null; chunk = source.next()) {
      require(chunk.length >= 1 && chunk.length <= MAX_CHUNK_BYTES, "a chunk's length");
      chunks.add(chunk);
      bytes += chunk.length;
    }
    archives.get(shard).flush();
    SnapshotInfo info = new SnapshotInfo(epoch, sequence, bytes);
    if (plant == Plant.LOST_SNAPSHOT) {
      lost.put(shard, new Lost(info, chunks));
    } else {
      disk.write(shard, to -> to.saveSnapshot(info, chunks));
    }
    disk.sync();
  }

  @Override
  public Optional<SnapshotInfo> snapshot(int shard) {
    ShardDisk now = shard(shard);
    return Optional.ofNullable(lost.containsKey(shard) ? lost.get(shard).info() : now.snapshot);
  }

  @Override
  public void loadSnapshot(int shard, SnapshotSink sink) {
    ShardDisk now = shard(shard);
    List<byte[]> chunks = lost.containsKey(shard) ? lost.get(shard).chunks() : now.chunks;
    chunks.forEach(chunk -> sink.chunk(chunk.clone()));
  }

  @Override
  public void trim(int shard, long upToSequence) {
    ShardDisk now = shard(shard);
    long snapshot = snapshot(shard).map(SnapshotInfo::sequence).orElse(0L);
    require(upToSequence <= snapshot, "a trim beyond the snapshot");
    if (upToSequence > now.base) {
      disk.write(shard, to -> to.trim(upToSequence));
    }
  }

  @Override
  public Replacement replace(int shard, long epoch, long start) {
    checkReplacement(shard, epoch);
    require(replacing.add(shard), "shard " + shard + " is being replaced already");
    return new SimulatedReplacement(this, shard, epoch, start);
  }

  private void checkReplacement(int shard, long epoch) {
    ShardDisk now = shard(shard);
    require(epoch >= Math.max(1, Math.max(now.epoch, now.promised)), "a copy of epoch " + epoch);
  }

  /** Puts what was taken in place of all. */
  void replaced(
      int shard,
      long epoch,
      long start,
      SnapshotInfo info,
      List<byte[]> chunks,
      Map<ArchiveId, ShardDisk.Archived> records) {
    checkReplacement(shard, epoch);
    disk.write(shard, to -> to.replace(epoch, start, info, chunks, records));
    disk.sync();
    archives.get(shard).replaced();
    lost.remove(shard);
  }

  void endReplacement(int shard) {
    replacing.remove(shard);
  }

  @Override
  public void exportArchive(int shard, @Nullable ArchiveId after, ArchiveSink sink) {
    archives.get(shard).flush();
    TreeMap<ArchiveId, ShardDisk.Archived> all = new TreeMap<>(UNSIGNED);
    all.putAll(shard(shard).archive);
    for (Map.Entry<ArchiveId, ShardDisk.Archived> each :
        (after == null ? all : all.tailMap(after, false)).entrySet()) {
      ShardDisk.Archived kept = each.getValue();
      if (!sink.archived(each.getKey(), kept.forgetMillis(), kept.bytes().clone())) {
        return;
      }
    }
  }

  @Override
  public Archive archive(int shard) {
    return archives.get(shard);
  }

  @Override
  public long usedBytes() {
    return 0;
  }

  @Override
  public long freeBytes() {
    return Long.MAX_VALUE;
  }

  @Override
  public void close() {
    // What is on disk stays; nothing else is held.
  }

  private static void require(boolean met, String what) {
    if (!met) {
      throw new IllegalStateException(what);
    }
  }
}
