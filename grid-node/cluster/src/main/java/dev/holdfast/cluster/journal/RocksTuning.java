package dev.holdfast.cluster.journal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksObject;
import org.rocksdb.WALRecoveryMode;

/**
 * How RocksDB is set up. Memory is bounded by {@link JournalLimits}. Writers are not to be stalled
 * by compaction: the log's table files may pile up far before they are, since a trim makes most of
 * them worthless, and nothing looks up single keys in them. Close after the database.
 */
final class RocksTuning implements AutoCloseable {

  /** Column families, in the order of their handles. The default one, which must be, holds meta. */
  static final int META = 0;

  static final int LOG = 1;
  static final int ARCHIVE = 2;
  static final int FORGET = 3;

  private static final List<String> NAMES = List.of("default", "log", "archive", "forget");

  private final List<RocksObject> owned = new ArrayList<>();
  private final JournalLimits limits;
  private final Cache cache;

  RocksTuning(JournalLimits limits) {
    RocksDB.loadLibrary();
    this.limits = limits;
    this.cache = own(new LRUCache(limits.blockCacheBytes()));
  }

  @SuppressWarnings("resource") // closed by close()
  DBOptions database(WALRecoveryMode recovery) {
    return own(new DBOptions())
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setWalRecoveryMode(recovery)
        // A write() for every append, or kill -9 loses what append returned from.
        .setManualWalFlush(false)
        .setEnablePipelinedWrite(true)
        .setDbWriteBufferSize(limits.writeBufferBytes())
        // Small column families, whose buffers never fill, would keep the log, and a start reads
        // it.
        .setMaxTotalWalSize(limits.writeBufferBytes())
        .setBytesPerSync(1 << 20)
        .setMaxBackgroundJobs(2)
        .setMaxOpenFiles(512)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(4 << 20)
        .setKeepLogFileNum(4);
  }

  List<ColumnFamilyDescriptor> families() {
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    for (int i = 0; i < NAMES.size(); i++) {
      families.add(
          new ColumnFamilyDescriptor(NAMES.get(i).getBytes(StandardCharsets.US_ASCII), family(i)));
    }
    return families;
  }

  private ColumnFamilyOptions family(int index) {
    long buffer =
        switch (index) {
          case META -> 1L << 20;
          case LOG -> limits.writeBufferBytes() / 4;
          default -> limits.writeBufferBytes() / 8;
        };
    return own(new ColumnFamilyOptions())
        .setWriteBufferSize(buffer)
        .setMaxWriteBufferNumber(6)
        .setMemtablePrefixBloomSizeRatio(index == ARCHIVE ? 0.05 : 0)
        .setMemtableWholeKeyFiltering(index == ARCHIVE)
        .setLevel0FileNumCompactionTrigger(index == LOG ? 8 : 4)
        .setLevel0SlowdownWritesTrigger(64)
        .setLevel0StopWritesTrigger(128)
        .setSoftPendingCompactionBytesLimit(256L << 30)
        .setHardPendingCompactionBytesLimit(1L << 40)
        .setCompressionType(
            index == LOG ? CompressionType.NO_COMPRESSION : CompressionType.LZ4_COMPRESSION)
        .setTableFormatConfig(table(index));
  }

  @SuppressWarnings("resource") // closed by close()
  private BlockBasedTableConfig table(int index) {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setCacheIndexAndFilterBlocks(true)
            .setPinL0FilterAndIndexBlocksInCache(true)
            .setBlockSize(16 << 10);
    return index == ARCHIVE ? table.setFilterPolicy(own(new BloomFilter(10, false))) : table;
  }

  private <T extends RocksObject> T own(T object) {
    owned.add(object);
    return object;
  }

  @Override
  public void close() {
    owned.reversed().forEach(RocksObject::close);
  }
}
