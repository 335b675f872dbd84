package dev.holdfast.cluster.journal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A ring of records in a mapped file, made of zeros that are written when it is created, so that a
 * full disk shows then and never as a fault of the mapping. Positions count bytes since {@link
 * #begin} and never go back.
 *
 * <pre>
 *   file    a page of header, then the ring
 *   header  magic (8), generation (8), bytes of the ring (8), CRC-32C of these (8); at 64: fed (8)
 *   record  at a multiple of 8, never over the ring's end:
 *           word: length of the value (4), CRC-32C of what follows (4)
 *           stamp: generation + position (8), epoch installed at the append (8), shard (4),
 *           value: a {@link RecordHeader}, the payload
 * </pre>
 *
 * <p>The word is written last, and the word behind a record is cleared before: whenever the process
 * dies, the records end at a word of 0. What an earlier lap or an earlier process left carries
 * another stamp. One thread appends at a time and one reads at a time, which may be another.
 *
 * <p>A file of an older version has no installed epoch in its records: there it was the record's.
 */
final class HeadFile implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HeadFile.class);

  static final String NAME = "head";

  /** In bytes, before the ring. */
  static final int PAGE = 4 << 10;

  private static final long MAGIC = 0x484f4c4448454132L;
  private static final long OLD_MAGIC = 0x484f4c4448454144L;
  private static final int FED_AT = 64;
  private static final int STAMP_AT = Long.BYTES;
  private static final int INSTALLED_AT = 2 * Long.BYTES;
  private static final int SHARD_AT = 3 * Long.BYTES;
  private static final int VALUE_AT = SHARD_AT + Integer.BYTES;
  private static final int OLD_SHARD_AT = INSTALLED_AT;
  private static final int OLD_VALUE_AT = OLD_SHARD_AT + Integer.BYTES;

  /** In place of a record that would not fit before the ring's end. */
  private static final long LAP = -1;

  private static final VarHandle WORD =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final Path path;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment mapped;
  private final ByteBuffer bytes;
  private final ByteBuffer written;
  private final ByteBuffer read;
  private final CRC32C writtenCrc = new CRC32C();
  private final CRC32C readCrc = new CRC32C();
  private final int ring;
  private boolean old;
  private long generation;
  private volatile long end;
  private volatile long fed;

  private HeadFile(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size(), arena);
    this.bytes = mapped.asByteBuffer();
    this.written = bytes.duplicate();
    this.read = bytes.duplicate();
    this.ring = bytes.capacity() - PAGE;
  }

  /**
   * Maps a member's file; one that is not there, or not whole, is made anew. What an existing one
   * holds from {@link #fed} on can be read until {@link #begin}.
   *
   * @param ringBytes of a new one; a multiple of the page
   */
  static HeadFile open(Path directory, int ringBytes) throws IOException {
    Path path = directory.resolve(NAME);
    try (FileChannel channel = FileChannel.open(path, CREATE, READ, WRITE)) {
      ByteBuffer header = ByteBuffer.allocate(PAGE);
      channel.read(header, 0);
      if (!whole(header) || channel.size() != PAGE + header.getLong(16)) {
        if (header.getLong(0) != 0) {
          LOG.warn("{} cannot be read and is made anew; what was synced is not in it", path);
        }
        create(directory, channel, PAGE + (long) ringBytes);
      }
      HeadFile file = new HeadFile(path, channel);
      file.old = file.bytes.getLong(0) == OLD_MAGIC;
      file.generation = file.bytes.getLong(8);
      file.fed = file.bytes.getLong(FED_AT);
      file.end = file.fed;
      return file;
    }
  }

  private static void create(Path directory, FileChannel channel, long size) throws IOException {
    channel.truncate(size);
    byte[] zeros = new byte[256 * PAGE];
    channel.position(0);
    for (long left = size; left > 0; left -= zeros.length) {
      DurableFiles.write(channel, ByteBuffer.wrap(zeros, 0, (int) Math.min(left, zeros.length)));
    }
    channel.force(true);
    DurableFiles.syncDirectory(directory);
  }

  private static boolean whole(ByteBuffer header) {
    long fed = header.getLong(FED_AT);
    return (header.getLong(0) == MAGIC || header.getLong(0) == OLD_MAGIC)
        && header.getLong(24) == checksum(header)
        && fed >= 0
        && fed % Long.BYTES == 0;
  }

  private static long checksum(ByteBuffer header) {
    CRC32C crc = new CRC32C();
    crc.update(header.slice(0, 24));
    return crc.getValue();
  }

  Path path() {
    return path;
  }

  /** Forgets all records. Nothing that was ever written before can be read after this. */
  void begin() {
    generation = new SecureRandom().nextLong();
    old = false;
    bytes.putLong(PAGE, 0);
    bytes.putLong(0, MAGIC).putLong(8, generation).putLong(16, ring);
    bytes.putLong(24, checksum(bytes));
    feed(0);
    end = 0;
    mapped.asSlice(0, PAGE).force();
    // So that no append waits for the disk.
    mapped.load();
  }

  /** The longest record that is worth its room. */
  int longest() {
    return ring / 8;
  }

  int ringBytes() {
    return ring;
  }

  /** Behind the last record. */
  long end() {
    return end;
  }

  /** Behind the last record that is kept elsewhere; its room is free. */
  long fed() {
    return fed;
  }

  void feed(long upTo) {
    bytes.putLong(FED_AT, upTo);
    fed = upTo;
  }

  /** Adds a record; false if there is no room for it. */
  boolean append(
      int shard, long installed, long epoch, long first, long last, byte[] record, int length) {
    int value = RecordHeader.BYTES + length;
    int size = (VALUE_AT + value + 7) & -8;
    long at = end;
    int left = ring - (int) (at % ring);
    long start = size <= left ? at : at + left;
    if (start + size + Long.BYTES - fed > ring) {
      return false;
    }
    int offset = offset(start);
    bytes.putLong(offset + STAMP_AT, generation + start);
    bytes.putLong(offset + INSTALLED_AT, installed).putInt(offset + SHARD_AT, shard);
    RecordHeader.write(bytes, offset + VALUE_AT, epoch, first, last, length);
    bytes.put(offset + VALUE_AT + RecordHeader.BYTES, record, 0, length);
    bytes.putLong(offset(start + size), 0);
    long word = (long) value << 32 | crc(written, writtenCrc, offset, VALUE_AT + value);
    if (start == at) {
      WORD.setRelease(bytes, offset, word);
    } else {
      bytes.putLong(offset, word);
      WORD.setRelease(bytes, offset(at), LAP);
    }
    end = start + size;
    return true;
  }

  private int offset(long position) {
    return PAGE + (int) (position % ring);
  }

  private static long crc(ByteBuffer over, CRC32C crc, int offset, int size) {
    over.limit(offset + size).position(offset + STAMP_AT);
    crc.reset();
    crc.update(over);
    return crc.getValue();
  }

  /** Takes records. */
  @FunctionalInterface
  interface Taker<X extends Exception> {
    /**
     * One record: a {@link RecordHeader} and its payload; the bytes are good during this call.
     *
     * @param installed the epoch under which it was appended
     */
    void record(int shard, long installed, ByteBuffer value) throws X;
  }

  /**
   * Reads one record.
   *
   * @return where the next one begins, or {@code from} if there is no whole record of this
   *     generation
   */
  <X extends Exception> long read(long from, Taker<X> taker) throws X {
    long at = from;
    long word = (long) WORD.getAcquire(bytes, offset(at));
    if (word == LAP && at % ring != 0) {
      at += ring - at % ring;
      word = (long) WORD.getAcquire(bytes, offset(at));
    }
    int offset = offset(at);
    int value = (int) (word >>> 32);
    int valueAt = old ? OLD_VALUE_AT : VALUE_AT;
    long size = (valueAt + (long) value + 7) & -8;
    if (value < RecordHeader.BYTES || offset + size > bytes.capacity()) {
      return from;
    }
    if (crc(read, readCrc, offset, valueAt + value) != (word & 0xffff_ffffL)
        || bytes.getLong(offset + STAMP_AT) != generation + at) {
      return from;
    }
    ByteBuffer record = bytes.slice(offset + valueAt, value);
    taker.record(
        bytes.getInt(offset + (old ? OLD_SHARD_AT : SHARD_AT)),
        old ? RecordHeader.epoch(record) : bytes.getLong(offset + INSTALLED_AT),
        record);
    return at + size;
  }

  @Override
  public void close() {
    arena.close();
  }
}
