package dev.holdfast.cluster.journal;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Writes one of the {@link SnapshotFiles}, which is deleted unless it is finished. One thread. */
final class SnapshotWriter implements AutoCloseable {

  private final SnapshotFiles files;
  private final Path file;
  private final FileChannel channel;
  private final ByteBuffer head = ByteBuffer.allocate(2 * Integer.BYTES);
  private long sum;
  private int chunks;
  private boolean finished;

  SnapshotWriter(SnapshotFiles files, Path file) {
    this.files = files;
    this.file = file;
    try {
      this.channel = FileChannel.open(file, CREATE_NEW, WRITE);
    } catch (IOException e) {
      throw cannot(e);
    }
  }

  /**
   * Adds a chunk.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  void chunk(byte[] chunk) {
    if (chunk.length < 1 || chunk.length > Journal.MAX_CHUNK_BYTES) {
      throw new IllegalArgumentException(
          "a snapshot chunk has 1 to " + Journal.MAX_CHUNK_BYTES + " bytes, not " + chunk.length);
    }
    write(chunk.length, SnapshotFiles.crc(chunk));
    write(ByteBuffer.wrap(chunk));
    sum += chunk.length;
    chunks++;
  }

  private void write(int one, int other) {
    write(head.clear().putInt(one).putInt(other).flip());
  }

  private void write(ByteBuffer bytes) {
    try {
      DurableFiles.write(channel, bytes);
    } catch (IOException e) {
      throw cannot(e);
    }
  }

  private UncheckedIOException cannot(IOException e) {
    return new UncheckedIOException("the snapshot " + file + " cannot be written: " + e, e);
  }

  int chunks() {
    return chunks;
  }

  /**
   * Ends the file. When this returns it is on disk, name and all.
   *
   * @return the sum of the chunks
   * @throws JournalFailedException if it cannot be synced
   */
  long finish() {
    write(0, chunks);
    files.sync(channel, file);
    finished = true;
    return sum;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (!finished) {
        files.delete(file.getFileName().toString());
      }
    }
  }
}
