package dev.holdfast.cluster.journal;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small files that are there whole, and still there after power loss, or not at all. */
public final class DurableFiles {

  private DurableFiles() {}

  /** Puts a file in place of an older one. When this returns it is on disk. */
  public static void replace(Path directory, String name, byte[] content) throws IOException {
    Path fresh = directory.resolve(name + ".new");
    try (FileChannel channel = FileChannel.open(fresh, CREATE, TRUNCATE_EXISTING, WRITE)) {
      write(channel, ByteBuffer.wrap(content));
      channel.force(true);
    }
    Files.move(fresh, directory.resolve(name), ATOMIC_MOVE, REPLACE_EXISTING);
    syncDirectory(directory);
  }

  /** Makes a directory's names durable: a new file is not there after power loss without this. */
  public static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    }
  }

  static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
