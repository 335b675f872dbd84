package dev.holdfast.cluster.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads RocksDB's write-ahead log and says how far it is whole: every checksum right, every write
 * following the one before. RocksDB itself skips blocks of zeros in any recovery mode, and so can
 * lose writes in the middle without a word.
 *
 * <p>The format (RocksDB wiki, "Write Ahead Log File Format"): blocks of 32 KiB; in them fragments
 * of masked CRC-32C (4 bytes), length (2), type (1), payload; a block's last 6 bytes or less are
 * padding. Fragments of type FULL, or FIRST to LAST, make a write, which begins with its sequence
 * number (8) and the number of its changes (4). All little-endian. One thread.
 */
final class WalScan {

  private static final int BLOCK = 32 << 10;
  private static final int HEADER = 7;
  private static final int FULL = 1;
  private static final int FIRST = 2;
  private static final int MIDDLE = 3;
  private static final int LAST = 4;
  private static final int SEQUENCE_AND_COUNT = 12;

  /**
   * The first damage.
   *
   * @param offset where the first write that is not whole begins
   */
  record Damage(Path file, long offset, String what) {}

  private final CRC32C crc = new CRC32C();
  private long reached;
  private @Nullable Damage damage;

  private WalScan() {}

  /** Scans the files of a database, up to the first damage. */
  static WalScan of(Path database) throws IOException {
    WalScan scan = new WalScan();
    for (Path file : files(database)) {
      if (scan.damage == null) {
        scan.read(file);
      }
    }
    return scan;
  }

  /** The log files, oldest first; their names are numbers of at least six digits. */
  static List<Path> files(Path database) throws IOException {
    try (Stream<Path> files = Files.list(database)) {
      return files
          .filter(file -> file.getFileName().toString().matches("[0-9]{6,}\\.log"))
          .sorted((a, b) -> Long.compare(number(a), number(b)))
          .toList();
    }
  }

  static long number(Path file) {
    String name = file.getFileName().toString();
    return Long.parseLong(name.substring(0, name.length() - ".log".length()));
  }

  /** The last change before the damage, or at all; 0 if no write was read. */
  long reached() {
    return reached;
  }

  @Nullable Damage damage() {
    return damage;
  }

  private void read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
      Write write = new Write();
      for (long at = 0; at < channel.size() && damage == null; at += BLOCK) {
        block.clear();
        while (block.hasRemaining() && channel.read(block, at + block.position()) > 0) {
          // Until the block is full or the file ends.
        }
        block.flip();
        read(file, at, block, write);
      }
      if (damage == null && write.open) {
        damage = new Damage(file, write.begin, "the last write is cut");
      }
    }
  }

  private void read(Path file, long blockAt, ByteBuffer block, Write write) {
    while (block.remaining() > 0 && BLOCK - block.position() >= HEADER) {
      long at = blockAt + block.position();
      String fault = block.remaining() < HEADER ? "a header is cut" : fragment(block, at, write);
      if (fault != null) {
        damage = new Damage(file, write.open ? write.begin : at, fault);
        return;
      }
    }
  }

  /** Reads a fragment; says what is wrong with it, or null. */
  private @Nullable String fragment(ByteBuffer block, long at, Write write) {
    int start = block.position();
    int expected = block.getInt(start);
    int length = block.getShort(start + 4) & 0xffff;
    int type = block.get(start + 6) & 0xff;
    if (length > block.remaining() - HEADER) {
      return "a write is cut";
    }
    crc.reset();
    crc.update(block.slice(start + 6, 1 + length));
    if (masked((int) crc.getValue()) != expected) {
      return "a checksum is wrong";
    }
    ByteBuffer payload = block.slice(start + HEADER, length).order(ByteOrder.LITTLE_ENDIAN);
    block.position(start + HEADER + length);
    return switch (type) {
      case FULL, FIRST -> write.open ? "a write has no end" : write.begin(at).add(payload, type);
      case MIDDLE, LAST -> write.open ? write.add(payload, type) : "a write has no beginning";
      // Notes of RocksDB to itself.
      default -> null;
    };
  }

  private static int masked(int crc) {
    return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  }

  /** The write that is being put together. Even its head can be spread over two blocks. */
  private final class Write {
    private final ByteBuffer head =
        ByteBuffer.allocate(SEQUENCE_AND_COUNT).order(ByteOrder.LITTLE_ENDIAN);
    private boolean open;
    private long begin;

    Write begin(long at) {
      head.clear();
      open = true;
      begin = at;
      return this;
    }

    @Nullable String add(ByteBuffer payload, int type) {
      payload.limit(Math.min(payload.limit(), head.remaining()));
      head.put(payload);
      return type == FULL || type == LAST ? end() : null;
    }

    private @Nullable String end() {
      if (head.hasRemaining()) {
        return "a write is too short";
      }
      long first = head.getLong(0);
      if (reached != 0 && first != reached + 1) {
        return "write " + first + " does not follow " + reached;
      }
      open = false;
      reached = Math.max(reached, first + head.getInt(8) - 1);
      return null;
    }
  }
}
