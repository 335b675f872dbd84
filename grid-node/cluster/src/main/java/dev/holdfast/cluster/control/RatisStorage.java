package dev.holdfast.cluster.control;

import dev.holdfast.cluster.journal.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Where a member's part of the control group stands: {@code group} names it, {@code raft} holds its
 * log. The name is written when the log is whole; a log without a name never ratified anything, and
 * a name without a log is a loss that must not look like a new group.
 */
final class RatisStorage {

  private static final String NAME = "group";

  private final Path directory;
  private final UUID group;
  private final boolean fresh;

  private RatisStorage(Path directory, UUID group, boolean fresh) {
    this.directory = directory;
    this.group = group;
    this.fresh = fresh;
  }

  static RatisStorage open(Path directory) throws IOException {
    Files.createDirectories(directory);
    Path name = directory.resolve(NAME);
    if (!Files.exists(name)) {
      deleteTree(directory.resolve("raft"));
      return new RatisStorage(directory, UUID.randomUUID(), true);
    }
    UUID group = read(name);
    if (!Files.isDirectory(directory.resolve("raft").resolve(group.toString()))) {
      throw new ControlStartException(
          "the control group's log in "
              + directory
              + " is gone: "
              + name
              + " names group "
              + group
              + ", but there is no log of it",
          null);
    }
    return new RatisStorage(directory, group, false);
  }

  private static UUID read(Path name) throws IOException {
    String text = Files.readString(name, StandardCharsets.ISO_8859_1).strip();
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new ControlStartException(name + " holds no group identity (a UUID)", e);
    }
  }

  UUID group() {
    return group;
  }

  boolean fresh() {
    return fresh;
  }

  Path raft() {
    return directory.resolve("raft");
  }

  Path removed() {
    return directory.resolve("removed");
  }

  /** From now on the log must be there. */
  void keep() throws IOException {
    if (fresh) {
      DurableFiles.replace(directory, NAME, (group + "\n").getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    List<Path> found;
    try (Stream<Path> walk = Files.walk(root)) {
      found = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : found) {
      Files.delete(path);
    }
  }
}
