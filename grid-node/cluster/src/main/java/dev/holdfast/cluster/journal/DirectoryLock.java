package dev.holdfast.cluster.journal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps a second user out of a directory. The lock ends with its process, however that ends. */
final class DirectoryLock implements AutoCloseable {

  /**
   * What this process holds. The kernel's lock is the process's: opening the file a second time and
   * closing it again would give the first one's lock away.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  static DirectoryLock take(Path path) throws IOException {
    Path directory = path.toRealPath();
    if (!HELD.add(directory)) {
      throw inUse(directory, "this process, " + ProcessHandle.current().pid());
    }
    try {
      return new DirectoryLock(directory, locked(directory));
    } catch (IOException | RuntimeException e) {
      HELD.remove(directory);
      throw e;
    }
  }

  private static FileChannel locked(Path directory) throws IOException {
    Path file = directory.resolve("lock");
    FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE);
    try {
      if (channel.tryLock() == null) {
        String pid = Files.readString(file, StandardCharsets.US_ASCII).strip();
        throw inUse(directory, pid.isEmpty() ? "another process" : "process " + pid);
      }
      channel.truncate(0);
      String pid = Long.toString(ProcessHandle.current().pid());
      DurableFiles.write(channel, ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static DataDirectoryException inUse(Path directory, String holder) {
    return new DataDirectoryException("data.dir " + directory + " is in use by " + holder, null);
  }

  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      channel.close();
      HELD.remove(directory);
    }
  }
}
