package dev.holdfast.cluster.control;

import dev.holdfast.cluster.journal.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Where a member's part of the control group stands: {@code raft} holds its log, {@code group}
 * names it and the voters that it began with. The name is {@code group.new} until the log is whole;
 * a member that dies before that goes on under it, since others may have counted its vote. A name
 * without a log is a loss that must not look like a new group.
 */
final class RatisStorage {

  private static final String NAME = "group";
  private static final String NEW = "group.new";

  private final Path directory;
  private final Founding founding;
  private final boolean fresh;

  private RatisStorage(Path directory, Founding founding, boolean fresh) {
    this.directory = directory;
    this.founding = founding;
    this.fresh = fresh;
  }

  /**
   * Opens what is there.
   *
   * @param wanted the group if there is none yet
   */
  static RatisStorage open(Path directory, Founding wanted) throws IOException {
    Files.createDirectories(directory);
    Path name = directory.resolve(NAME);
    if (!Files.exists(name)) {
      return begin(directory, wanted);
    }
    Founding founding = read(name, wanted.voters());
    UUID group = founding.group();
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
    return new RatisStorage(directory, founding, false);
  }

  private static RatisStorage begin(Path directory, Founding wanted) throws IOException {
    Path name = directory.resolve(NEW);
    Founding founding = Files.exists(name) ? read(name, wanted.voters()) : wanted;
    Path raft = directory.resolve("raft");
    Path log = raft.resolve(founding.group().toString());
    boolean fresh = !Files.exists(log.resolve("current").resolve("raft-meta"));
    if (fresh) {
      deleteTree(raft);
    }
    DurableFiles.replace(directory, NEW, write(founding));
    return new RatisStorage(directory, founding, fresh);
  }

  /** A line for the group, and one for each voter that it began with: {@code member host port}. */
  private static Founding read(Path name, List<Voter> alone) throws IOException {
    List<String> lines = Files.readAllLines(name, StandardCharsets.UTF_8);
    try {
      UUID group = UUID.fromString(lines.getFirst().strip());
      List<Voter> voters = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        String[] words = line.strip().split(" ");
        voters.add(new Voter(UUID.fromString(words[0]), words[1], Integer.parseInt(words[2])));
      }
      return new Founding(group, voters.isEmpty() ? alone : voters);
    } catch (RuntimeException e) {
      throw new ControlStartException(
          name + " does not name a group (a UUID) and its voters (member host port)", e);
    }
  }

  private static byte[] write(Founding founding) {
    StringBuilder text = new StringBuilder().append(founding.group()).append('\n');
    if (founding.voters().size() > 1) {
      founding
          .voters()
          .forEach(
              voter ->
                  text.append(voter.member())
                      .append(' ')
                      .append(voter.host())
                      .append(' ')
                      .append(voter.port())
                      .append('\n'));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  Founding founding() {
    return founding;
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
    Path begun = directory.resolve(NEW);
    if (Files.exists(begun)) {
      Files.move(begun, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
      DurableFiles.syncDirectory(directory);
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
