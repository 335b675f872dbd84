package dev.holdfast.cluster.journal;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Snapshots as files of their own, each written once: through RocksDB a shard's 100 MB would be
 * written three times, and would fill the buffers that appends need. A chunk is its length, its
 * CRC-32C and its bytes; a length of 0 ends the file, followed by the number of chunks. Safe for
 * any thread, one writer for a file.
 */
final class SnapshotFiles {

  private final Path directory;
  private final RocksStore store;

  SnapshotFiles(Path directory, RocksStore store) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.store = store;
  }

  /** The name of a shard's file with a number of its own. */
  static String name(int shard, long number) {
    return "shard-" + shard + "-" + number;
  }

  /**
   * Writes a file. When this returns it is on disk, name and all.
   *
   * @return the sum of the chunks
   * @throws UncheckedIOException if it cannot be written; no file is left then
   * @throws JournalFailedException if it cannot be synced
   */
  long write(String name, SnapshotSource source) {
    try (SnapshotWriter writer = writer(name)) {
      for (byte[] chunk = source.next(); chunk != null; chunk = source.next()) {
        writer.chunk(chunk);
      }
      return writer.finish();
    }
  }

  /** Begins a file, to be closed. */
  SnapshotWriter writer(String name) {
    return new SnapshotWriter(this, directory.resolve(name));
  }

  void sync(FileChannel channel, Path file) {
    try {
      channel.force(true);
      DurableFiles.syncDirectory(directory);
    } catch (IOException e) {
      throw store.fail("syncing the snapshot " + file, e);
    }
  }

  /** Reads a file; EOFException if it is cut, IOException if it is not what was written. */
  void read(String name, SnapshotSink sink) throws IOException {
    try (InputStream file = Files.newInputStream(directory.resolve(name));
        DataInputStream in = new DataInputStream(new BufferedInputStream(file, 1 << 16))) {
      int chunks = 0;
      for (int length = in.readInt(); length != 0; length = in.readInt()) {
        if (length < 0 || length > Journal.MAX_CHUNK_BYTES) {
          throw new IOException("chunk " + chunks + " cannot be " + length + " bytes long");
        }
        int crc = in.readInt();
        byte[] chunk = in.readNBytes(length);
        if (chunk.length < length) {
          throw new EOFException("chunk " + chunks + " is cut");
        }
        if (crc(chunk) != crc) {
          throw new IOException("chunk " + chunks + " has a wrong checksum");
        }
        sink.chunk(chunk);
        chunks++;
      }
      int written = in.readInt();
      if (written != chunks) {
        throw new IOException(chunks + " chunks of " + written);
      }
    }
  }

  /** Deletes a file, if it is there. One that stays is deleted at the next start. */
  void delete(String name) {
    try {
      Files.deleteIfExists(directory.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes what no shard names: leftovers of a death while writing or switching. */
  void keepOnly(Set<String> names) throws IOException {
    List<Path> found;
    try (Stream<Path> files = Files.list(directory)) {
      found = files.toList();
    }
    for (Path file : found) {
      if (!names.contains(file.getFileName().toString())) {
        Files.deleteIfExists(file);
      }
    }
  }

  static int crc(byte[] chunk) {
    CRC32C crc = new CRC32C();
    crc.update(chunk);
    return (int) crc.getValue();
  }
}
