package dev.holdfast.ops.node;

import dev.holdfast.ops.command.OperationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A node's data and log: a given folder that stays, or a temporary one. Thread-safe. */
public final class WorkFolder implements AutoCloseable {

  private final Path path;
  private final boolean temporary;
  private final AtomicBoolean kept = new AtomicBoolean();
  private final Runnable removal = this::close;

  private WorkFolder(Path path, boolean temporary) {
    this.path = path;
    this.temporary = temporary;
    kept.set(!temporary);
  }

  /** The given folder, which stays; without one a temporary folder. */
  public static WorkFolder at(@Nullable Path given, String purpose) {
    try {
      if (given != null) {
        return new WorkFolder(Files.createDirectories(given.toAbsolutePath()), false);
      }
      WorkFolder folder =
          new WorkFolder(Files.createTempDirectory("holdfast-" + purpose + "-"), true);
      Remains.ofThisProcess().add(folder.removal);
      return folder;
    } catch (IOException e) {
      throw new OperationException("cannot create a folder for the node's data: " + e, e);
    }
  }

  public Path path() {
    return path;
  }

  public boolean temporary() {
    return temporary;
  }

  /** Leaves a temporary folder in place, for a person to look into what went wrong. */
  public void keep() {
    kept.set(true);
  }

  /** Deletes the folder if it is temporary and not kept. Idempotent. */
  @Override
  public void close() {
    Remains.ofThisProcess().remove(removal);
    if (kept.getAndSet(true)) {
      return;
    }
    delete(path);
  }

  /** Deletes what is there of a folder. */
  public static void delete(Path path) {
    try {
      Files.walkFileTree(path, new Deletion());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + path, e);
    }
  }

  /** Files may go while it walks: a node that ends removes some itself. */
  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
