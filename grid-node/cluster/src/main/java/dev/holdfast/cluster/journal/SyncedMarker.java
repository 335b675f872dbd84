package dev.holdfast.cluster.journal;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A lower bound of what the journal has on disk, kept outside it. With it a start can tell a torn
 * tail, which was never promised, from synced records that are gone. It is exact after the death of
 * the process, and at most about a second old after power loss. One thread at a time.
 */
final class SyncedMarker implements AutoCloseable {

  private static final String NAME = "synced";
  private static final long FORCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(2 * Long.BYTES);
  private long forcedAtNanos;
  private long value;

  private SyncedMarker(FileChannel channel, long value) {
    this.channel = channel;
    this.value = value;
    this.forcedAtNanos = System.nanoTime() - FORCE_NANOS;
  }

  static SyncedMarker open(Path directory) throws IOException {
    Path file = directory.resolve(NAME);
    if (!Files.exists(file)) {
      byte[] zero = ByteBuffer.allocate(2 * Long.BYTES).putLong(0).putLong(~0L).array();
      DurableFiles.replace(directory, NAME, zero);
    }
    FileChannel channel = FileChannel.open(file, READ, WRITE);
    ByteBuffer found = ByteBuffer.allocate(2 * Long.BYTES);
    int length = channel.read(found, 0);
    if (length != found.capacity() || found.getLong(0) != ~found.getLong(Long.BYTES)) {
      channel.close();
      throw new JournalDamagedException(file + " is damaged", null);
    }
    return new SyncedMarker(channel, found.getLong(0));
  }

  long value() {
    return value;
  }

  void advance(long to) throws IOException {
    if (to > value) {
      write(to);
    }
    if (System.nanoTime() - forcedAtNanos > FORCE_NANOS) {
      force();
    }
  }

  private void write(long to) throws IOException {
    buffer.clear();
    buffer.putLong(to).putLong(~to).flip();
    channel.write(buffer, 0);
    value = to;
  }

  private void force() throws IOException {
    channel.force(false);
    forcedAtNanos = System.nanoTime();
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      force();
    }
  }
}
