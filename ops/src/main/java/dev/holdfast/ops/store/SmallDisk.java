package dev.holdfast.ops.store;

import dev.holdfast.ops.command.OperationException;
import dev.holdfast.ops.node.Remains;
import dev.holdfast.ops.node.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A file system of its own in memory, to be filled. For one thread. */
public final class SmallDisk implements AutoCloseable {

  private final Path path;
  private final AtomicBoolean mounted = new AtomicBoolean(true);
  private final Runnable removal = this::close;
  private final Ballast ballast;

  private SmallDisk(Path path) {
    this.path = path;
    ballast = new Ballast(path.resolve("ballast"));
  }

  /**
   * Mounts one.
   *
   * @param path the folder to mount it on; it is made
   * @throws OperationException saying so if this process may not mount
   */
  public static SmallDisk mount(Path path, int megabytes) {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new OperationException("cannot create " + path + ": " + e, e);
    }
    String options = "size=" + megabytes + "m,mode=0700";
    try {
      Shell.run(List.of("mount", "-t", "tmpfs", "-o", options, "holdfast-check", path.toString()));
    } catch (OperationException e) {
      throw new OperationException(
          "a full disk needs a small file system of its own, and this process may not mount one"
              + " (that needs root): "
              + e.getMessage(),
          e);
    }
    SmallDisk disk = new SmallDisk(path);
    Remains.ofThisProcess().add(disk.removal);
    return disk;
  }

  public Path path() {
    return path;
  }

  /** Takes all its room but that much. */
  public void fillAllBut(long bytes) {
    long take = freeBytes() - bytes;
    if (take > 0) {
      ballast.take(take);
    }
  }

  /** Takes all its room. */
  public void fill() {
    ballast.fill();
  }

  /** Gives the room back. */
  public void empty() {
    ballast.drop();
  }

  private long freeBytes() {
    try {
      return Files.getFileStore(path).getUsableSpace();
    } catch (IOException e) {
      throw new OperationException("cannot read the free space of " + path + ": " + e, e);
    }
  }

  /** Unmounts it; nothing on it is kept. Idempotent. */
  @Override
  public void close() {
    if (mounted.getAndSet(false)) {
      Remains.ofThisProcess().remove(removal);
      Shell.run(List.of("umount", "-l", path.toString()));
    }
  }
}
