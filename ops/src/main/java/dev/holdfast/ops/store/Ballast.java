package dev.holdfast.ops.store;

import dev.holdfast.ops.command.OperationException;
import dev.holdfast.ops.node.Shell;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A file that only takes room. For one thread.
 *
 * @param file where it is, or will be
 */
public record Ballast(Path file) {

  private static final int BLOCK = 1 << 20;
  private static final int LAST_BLOCK = 1 << 12;

  /** Takes what room is left, to the last page. */
  public void fill() {
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (int size = BLOCK; size >= LAST_BLOCK; size /= 2) {
        while (wrote(channel, block.clear().limit(size))) {
          continue;
        }
      }
    } catch (IOException e) {
      throw new OperationException("cannot write " + file + ": " + e, e);
    }
  }

  private static boolean wrote(FileChannel channel, ByteBuffer block) {
    try {
      return channel.write(block) > 0;
    } catch (IOException full) {
      return false;
    }
  }

  /** Takes that much room at once. */
  public void take(long bytes) {
    Shell.run(List.of("fallocate", "-l", "" + bytes, file.toString()));
  }

  /** Gives the room back. */
  public void drop() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new OperationException("cannot delete " + file + ": " + e, e);
    }
  }
}
