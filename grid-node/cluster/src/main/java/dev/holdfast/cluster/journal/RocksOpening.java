package dev.holdfast.cluster.journal;

import java.nio.file.Path;
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
 * <p>None of RocksDB's recovery modes alone is right. kTolerateCorruptedTailRecords refuses a start
 * after power loss that left unsynced pages of the tail as garbage, though nothing was promised of
 * them, and skips blocks of zeros silently. kPointInTimeRecovery cuts at the first damage wherever
 * that is, and so drops synced records silently if it is in the middle. So:
 *
 * <ol>
 *   <li>kAbsoluteConsistency first, which drops nothing: the usual case, also after kill -9.
 *   <li>If that finds damage, a read-only kPointInTimeRecovery, which leaves the files as they are,
 *       shows how far the log is whole. Below the {@link SyncedMarker}: synced records are gone,
 *       the start is refused, the evidence stays. At or above: a torn tail, which is then cut.
 *   <li>Either way, what was opened must reach the marker: a file cut at the border of a record, or
 *       gone, looks whole to RocksDB.
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

  Opened open() {
    try {
      return checked(open(WALRecoveryMode.AbsoluteConsistency, false));
    } catch (RocksDBException e) {
      if (!damage(e)) {
        throw cannotOpen(e);
      }
      return cutTornTail(e);
    }
  }

  private Opened cutTornTail(RocksDBException damage) {
    try {
      checked(open(WALRecoveryMode.PointInTimeRecovery, true)).close();
      LOG.warn(
          "the journal in {} ends in a torn tail, which was never synced; it is cut: {}",
          path,
          damage.getMessage());
      return checked(open(WALRecoveryMode.PointInTimeRecovery, false));
    } catch (RocksDBException e) {
      throw damage(e) ? damaged(e.getMessage(), e) : cannotOpen(e);
    }
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

  private Opened checked(Opened opened) {
    long reached = opened.db().getLatestSequenceNumber();
    if (reached < synced) {
      opened.close();
      throw damaged(
          "its log is whole up to write " + reached + " only, but write " + synced + " was synced",
          null);
    }
    return opened;
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
