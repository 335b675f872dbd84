package dev.holdfast.cluster.journal;

import dev.holdfast.engine.shard.Archive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The journal in RocksDB behind a mapped head, with snapshots in files beside it. */
public final class RocksJournal implements Journal {

  private static final Logger LOG = LoggerFactory.getLogger(RocksJournal.class);

  private final DataDirectory directory;
  private final RocksStore store;
  private final SnapshotFiles files;
  private final ShardLog[] logs;
  private final RocksArchive[] archives;
  private final AtomicLong lastFile = new AtomicLong();
  private final Set<Integer> replacing = ConcurrentHashMap.newKeySet();
  private final Life life;

  private RocksJournal(DataDirectory directory, RocksStore store, int shards, String boot)
      throws IOException {
    this.directory = directory;
    this.store = store;
    this.files = new SnapshotFiles(directory.snapshots(), store);
    this.logs = new ShardLog[shards];
    this.archives = new RocksArchive[shards];
    Set<String> named = new HashSet<>();
    for (int shard = 0; shard < shards; shard++) {
      byte[] known = store.get(RocksTuning.META, Keys.shard(shard));
      ShardMeta meta = known == null ? ShardMeta.NEW : ShardMeta.of(shard, known);
      logs[shard] = new ShardLog(shard, store, meta);
      dropStaged(Keys.area(shard, meta.archive() + 1));
      archives[shard] = new RocksArchive(shard, store, Keys.area(shard, meta.archive()));
      named.add(SnapshotFiles.name(shard, meta.snapshotFile()));
      lastFile.accumulateAndGet(meta.snapshotFile(), Math::max);
    }
    files.keepOnly(named);
    this.life = begin(boot);
    int inherited = store.head().begin(this::inherit);
    if (inherited > 0) {
      LOG.info("the process before left {} records in {}", inherited, directory.head());
    }
  }

  /**
   * Whatever the page cache had is suspect if it is not this one, before anything builds on it. A
   * directory that does not tell is of a version that had one copy, and nobody to ask.
   */
  private Life begin(String boot) {
    byte[] known = store.get(RocksTuning.META, Keys.LIFE);
    Life before = known == null ? new Life(0, boot, true) : Life.of(known);
    if (before.mayHaveLost(boot)) {
      LOG.warn("the machine stopped under {}: its end may be lost", directory.path());
      suspectAll();
    }
    Life next = before.next(boot);
    store.apply(batch -> batch.put(RocksTuning.META, Keys.LIFE, next.toBytes()));
    store.sync();
    return next;
  }

  /** What a process left that died while it took a copy. */
  private void dropStaged(int area) {
    byte[] first = store.first(RocksTuning.FORGET, Keys.shard(area), Keys.shard(area + 1));
    if (first.length > 0) {
      store.apply(batch -> RocksArchive.delete(batch, area));
    }
  }

  /** Shards out of bounds are leftovers of another member's directory. */
  private boolean inherit(int shard, long installed, ByteBuffer value) {
    return shard >= 0 && shard < logs.length && logs[shard].inherit(installed, value);
  }

  /**
   * Opens a member's journal.
   *
   * @param shards the cluster's number of shards
   * @throws JournalDamagedException if synced records are gone; the files are left as they are
   * @throws JournalFailedException if it cannot be opened: disk full, not writable
   */
  public static RocksJournal open(DataDirectory directory, int shards, JournalLimits limits) {
    RocksJournal journal = openUnfed(directory, shards, limits, Life.thisBoot());
    journal.store.head().feedByItself();
    return journal;
  }

  /** One whose head keeps what is appended until a call feeds it. */
  static RocksJournal openUnfed(
      DataDirectory directory, int shards, JournalLimits limits, String boot) {
    RocksStore store = RocksStore.open(directory, limits);
    try {
      return new RocksJournal(directory, store, shards, boot);
    } catch (IOException e) {
      store.close();
      throw new JournalFailedException("the journal cannot be opened: " + e, e);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  @Override
  public void append(int shard, long epoch, long first, long last, byte[] record, int length) {
    log(shard).append(epoch, first, last, record, length);
  }

  @Override
  public void sync() {
    store.sync();
  }

  @Override
  public void installEpoch(int shard, long epoch, long start, long cut) {
    log(shard).installEpoch(epoch, start, cut);
  }

  @Override
  public long epoch(int shard) {
    return log(shard).meta().epoch();
  }

  @Override
  public long start(int shard) {
    return log(shard).meta().start();
  }

  @Override
  public long epochAt(int shard, long sequence) {
    return log(shard).epochAt(sequence);
  }

  @Override
  public void promise(int shard, long epoch) {
    log(shard).promise(epoch);
  }

  @Override
  public long promised(int shard) {
    return log(shard).meta().promised();
  }

  @Override
  public long life() {
    return life.number();
  }

  @Override
  public boolean isSuspect(int shard) {
    return log(shard).meta().suspect();
  }

  @Override
  public void trust(int shard) {
    log(shard).trust();
  }

  @Override
  public void suspectAll() {
    for (ShardLog log : logs) {
      log.suspect();
    }
    store.sync();
  }

  @Override
  public Replacement replace(int shard, long epoch, long start) {
    ShardLog log = log(shard);
    log.checkReplacement(epoch);
    if (!replacing.add(shard)) {
      throw new IllegalStateException("shard " + shard + " is being replaced already");
    }
    Runnable ended = () -> replacing.remove(shard);
    try {
      long file = lastFile.incrementAndGet();
      return new StagedCopy(
          new StagedCopy.Place(shard, store, log, archives[shard], files, file, ended),
          epoch,
          start);
    } catch (RuntimeException e) {
      ended.run();
      throw e;
    }
  }

  @Override
  public void exportArchive(int shard, @Nullable ArchiveId after, ArchiveSink sink) {
    log(shard);
    archives[shard].export(after, sink);
  }

  @Override
  public long firstSequence(int shard) {
    return log(shard).meta().base() + 1;
  }

  @Override
  public long lastSequence(int shard) {
    return log(shard).last();
  }

  @Override
  public void read(int shard, long afterSequence, RecordReader reader) {
    log(shard).read(afterSequence, reader);
  }

  @Override
  public void saveSnapshot(int shard, long epoch, long sequence, SnapshotSource source) {
    ShardLog log = log(shard);
    int copy = log.checkSnapshot(epoch, sequence);
    // Before the switch, which syncs: the log behind the snapshot cannot put it again.
    archives[shard].flush();
    long number = lastFile.incrementAndGet();
    long bytes = files.write(SnapshotFiles.name(shard, number), source);
    SnapshotInfo info = new SnapshotInfo(epoch, sequence, bytes);
    files.delete(SnapshotFiles.name(shard, log.switchSnapshot(copy, number, info)));
  }

  @Override
  public Optional<SnapshotInfo> snapshot(int shard) {
    ShardMeta meta = log(shard).meta();
    return meta.hasSnapshot() ? Optional.of(meta.snapshot()) : Optional.empty();
  }

  @Override
  public void loadSnapshot(int shard, SnapshotSink sink) {
    ShardMeta meta = log(shard).meta();
    if (!meta.hasSnapshot()) {
      throw new IllegalStateException("shard " + shard + " has no snapshot");
    }
    String name = SnapshotFiles.name(shard, meta.snapshotFile());
    try {
      files.read(name, sink);
    } catch (IOException e) {
      throw JournalDamagedException.at(
          shard, meta.snapshotSequence(), "the snapshot " + name + " cannot be read: " + e, e);
    }
  }

  @Override
  public void trim(int shard, long upToSequence) {
    log(shard).trim(upToSequence);
  }

  @Override
  public Archive archive(int shard) {
    log(shard);
    return archives[shard];
  }

  @Override
  public long usedBytes() {
    try {
      long sum = size(directory.head());
      for (Path part : List.of(directory.journal(), directory.snapshots())) {
        try (Stream<Path> found = Files.list(part)) {
          for (Path file : found.toList()) {
            sum += size(file);
          }
        }
      }
      return sum;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      // Compacted away since it was listed.
      return 0;
    }
  }

  @Override
  public long freeBytes() {
    store.check();
    try {
      return Files.getFileStore(directory.path()).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ShardLog log(int shard) {
    store.check();
    if (shard < 0 || shard >= logs.length) {
      throw new IllegalArgumentException(
          "shard must be 0 to " + (logs.length - 1) + ", not " + shard);
    }
    return logs[shard];
  }

  /**
   * Feeds and syncs, then waits for calls under way. What an archive still gathers is in the log
   * too.
   */
  @Override
  public void close() {
    store.close(batch -> batch.put(RocksTuning.META, Keys.LIFE, life.end().toBytes()));
  }
}
