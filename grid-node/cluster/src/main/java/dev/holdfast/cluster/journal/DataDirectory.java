package dev.holdfast.cluster.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A member's {@code data.dir}, held by this process until closed. Safe for any thread.
 *
 * <pre>
 *   FORMAT     the number of this layout
 *   lock       the process that uses it
 *   member     the member's identity: an empty directory is a new member
 *   head       records on their way into the journal
 *   journal/   RocksDB: log, archive and what is known of each shard
 *   snapshots/ one file a shard
 *   synced     how far the journal is on disk, at least
 *   control/   the control group's log
 * </pre>
 */
public final class DataDirectory implements AutoCloseable {

  /** The layout that this version writes, and the highest that it reads. */
  static final int FORMAT = 3;

  private final Path path;
  private final DirectoryLock lock;
  private final UUID member;

  private DataDirectory(Path path, DirectoryLock lock, UUID member) {
    this.path = path;
    this.lock = lock;
    this.member = member;
  }

  /**
   * Opens a directory, or makes a new member's.
   *
   * @throws DataDirectoryException if it is in use, not writable, full, damaged, of a newer format
   *     or not Holdfast's
   */
  public static DataDirectory open(Path path) {
    try {
      Files.createDirectories(path);
      DirectoryLock lock = DirectoryLock.take(path);
      try {
        checkFormat(path);
        return new DataDirectory(path, lock, identity(path));
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (FileAlreadyExistsException e) {
      throw new DataDirectoryException("data.dir " + path + " is not a directory", e);
    } catch (AccessDeniedException e) {
      throw new DataDirectoryException(
          "data.dir " + path + " is not writable: access to " + e.getFile() + " is denied", e);
    } catch (IOException e) {
      throw new DataDirectoryException("data.dir " + path + " cannot be used: " + e, e);
    }
  }

  private static void checkFormat(Path path) throws IOException {
    Path file = path.resolve("FORMAT");
    if (!Files.exists(file)) {
      for (String ours : new String[] {"member", "journal", "control"}) {
        if (Files.exists(path.resolve(ours))) {
          throw new DataDirectoryException(
              "data.dir "
                  + path
                  + " has "
                  + ours
                  + " but no FORMAT file: it is not a whole"
                  + " Holdfast directory, and is left as it is",
              null);
        }
      }
      writeFormat(path);
      return;
    }
    String found = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    if (!found.matches("[0-9]{1,9}")) {
      throw new DataDirectoryException(file + " holds no format number", null);
    }
    if (Integer.parseInt(found) > FORMAT) {
      throw new DataDirectoryException(
          "data.dir "
              + path
              + " is of format "
              + found
              + ", written by a newer version; this one"
              + " reads up to format "
              + FORMAT,
          null);
    }
    if (Integer.parseInt(found) < FORMAT) {
      // An older version would not read what the head and the journal say of epochs.
      writeFormat(path);
    }
  }

  private static void writeFormat(Path path) throws IOException {
    DurableFiles.replace(path, "FORMAT", (FORMAT + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private static UUID identity(Path path) throws IOException {
    Path file = path.resolve("member");
    if (!Files.exists(file)) {
      DurableFiles.replace(
          path, "member", (UUID.randomUUID() + "\n").getBytes(StandardCharsets.US_ASCII));
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new DataDirectoryException(file + " holds no member identity (a UUID)", e);
    }
  }

  /** Who this member is, for as long as the directory lives. */
  public UUID member() {
    return member;
  }

  public Path path() {
    return path;
  }

  /** Where the control group keeps its log. */
  public Path control() {
    return path.resolve("control");
  }

  Path journal() {
    return path.resolve("journal");
  }

  Path head() {
    return path.resolve(HeadFile.NAME);
  }

  Path snapshots() {
    return path.resolve("snapshots");
  }

  /** Lets another process in. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
