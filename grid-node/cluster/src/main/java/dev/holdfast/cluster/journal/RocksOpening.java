package dev.holdfast.cluster.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the database after whatever happened to it.
 *
 * <p>None of RocksDB's recovery modes is right alone. kTolerateCorruptedTailRecords refuses a start
 * after power loss that left unsynced pages of the tail as garbage, though nothing was promised of
 * them. kPointInTimeRecovery cuts at the first damage wherever that is, and so drops synced records
 * silently if it is in the middle. And all of them, kAbsoluteConsistency too, skip zeros. So:
 *
 * <ol>
 *   <li>{@link WalScan} finds the first damage, before RocksDB changes anything.
 *   <li>Damage below the {@link SyncedMarker}: synced records are gone. The start is refused and
 *       the files stay as they are.
 *   <li>Damage above it: a torn tail, of which nothing was promised. It is cut off.
 *   <li>RocksDB then opens with kAbsoluteConsistency, which drops nothing, and must reach the
 *       marker: a file cut at the border of a write, or gone, looks whole.
 * </ol>
 */
final class RocksOpening {

  private static final Logger LOG = LoggerFactory.getLogger(RocksOpening.class);

  private final RocksTuning tuning;
  private final Path path;
  private final long synced;

  /**
   * An opening of the database at {@code path}.
   *
   * @param synced what must still be there
   */
  RocksOpening(RocksTuning tuning, Path path, long synced) {
    this.tuning = tuning;
    this.path = path;
    this.synced = synced;
  }

  /** An open database; the handles are in the order of {@link RocksTuning}. */
  record Opened(RocksDB db, List<ColumnFamilyHandle> families) {

    void close() {
      families.forEach(ColumnFamilyHandle::close);
      db.close();
    }
  }

  Opened open() throws IOException {
    WalScan scan = WalScan.of(path);
    WalScan.Damage damage = scan.damage();
    try {
      if (damage != null) {
        long reached = scan.reached() == 0 ? reachedByTables() : scan.reached();
        check(reached, damage.what() + " at byte " + damage.offset() + " of " + damage.file());
        cut(damage);
      }
      Opened opened = open(WALRecoveryMode.AbsoluteConsistency, false);
      try {
        check(opened.db().getLatestSequenceNumber(), "the end of its log is gone");
        return opened;
      } catch (JournalDamagedException e) {
        opened.close();
        throw e;
      }
    } catch (RocksDBException e) {
      throw damage(e) ? damaged(e.getMessage(), e) : cannotOpen(e);
    }
  }

  /** How far the tables go, if no write of the log can be read. */
  private long reachedByTables() throws RocksDBException {
    Opened opened = open(WALRecoveryMode.PointInTimeRecovery, true);
    try {
      return opened.db().getLatestSequenceNumber();
    } finally {
      opened.close();
    }
  }

  private void cut(WalScan.Damage damage) throws IOException {
    LOG.warn(
        "the journal in {} ends in a torn tail, which was never synced; it is cut at byte {} of"
            + " {}: {}",
        path,
        damage.offset(),
        damage.file(),
        damage.what());
    for (Path file : WalScan.files(path).reversed()) {
      if (WalScan.number(file) > WalScan.number(damage.file())) {
        Files.delete(file);
      }
    }
    try (FileChannel channel = FileChannel.open(damage.file(), StandardOpenOption.WRITE)) {
      channel.truncate(damage.offset());
      channel.force(true);
    }
    DurableFiles.syncDirectory(path);
  }

  private Opened open(WALRecoveryMode mode, boolean readOnly) throws RocksDBException {
    DBOptions options = tuning.database(mode);
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    RocksDB db =
        readOnly
            ? RocksDB.openReadOnly(options, path.toString(), tuning.families(), handles)
            : RocksDB.open(options, path.toString(), tuning.families(), handles);
    return new Opened(db, handles);
  }

  private void check(long reached, String what) {
    if (reached < synced) {
      throw damaged(
          what + "; it is whole up to write " + reached + ", but " + synced + " was synced", null);
    }
  }

  private static boolean damage(RocksDBException e) {
    Status status = e.getStatus();
    return status != null && status.getCode() == Status.Code.Corruption;
  }

  private JournalDamagedException damaged(@Nullable String what, @Nullable Throwable cause) {
    return new JournalDamagedException(
        "the journal in " + path + " is damaged and is left as it is: " + what, cause);
  }

  private JournalFailedException cannotOpen(RocksDBException e) {
    return new FailureLatch().fail("opening the journal in " + path, e);
  }
}
