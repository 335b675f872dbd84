package dev.holdfast.cluster.behind;

import dev.holdfast.cluster.journal.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * That a member's shards came back from PostgreSQL alone, and how far they reached. What was
 * acknowledged after that is lost, so a create that was issued before the recovery may be a retry
 * of a hold that the grid no longer knows: it is refused (rule 18 of the replication protocol).
 *
 * <p>A file in {@code data.dir} says so for as long as the directory lives: first the grid, the
 * member, and when it happened (UTC epoch milliseconds), then a line for each shard.
 *
 * @param member who recovered
 * @param atMillis wall clock, UTC epoch milliseconds; creates issued before are refused
 */
public record Restored(UUID grid, UUID member, long atMillis, List<Point> points) {
  private static final String FILE = "restored";

  /**
   * How far a shard reached.
   *
   * @param epoch of the owner that had drained it last
   * @param sequence the latest effect
   * @param timeMillis shard time of that effect
   * @param largestLagMillis the longest that an effect of it had ever waited to be drained
   */
  public record Point(
      int shard, long epoch, long sequence, long timeMillis, long largestLagMillis) {}

  /** When this returns, the file is on disk. */
  void write(Path directory) {
    StringBuilder text = new StringBuilder();
    text.append(grid).append(' ').append(member).append(' ').append(atMillis).append('\n');
    for (Point p : points) {
      text.append(p.shard()).append(' ').append(p.epoch()).append(' ').append(p.sequence());
      text.append(' ').append(p.timeMillis()).append(' ').append(p.largestLagMillis());
      text.append('\n');
    }
    try {
      DurableFiles.replace(directory, FILE, text.toString().getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the file of a {@code data.dir} says, if it has one. */
  public static Optional<Restored> read(Path directory) {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
      String[] first = lines.getFirst().split(" ");
      List<Point> points = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        String[] p = line.split(" ");
        points.add(
            new Point(
                Integer.parseInt(p[0]),
                Long.parseLong(p[1]),
                Long.parseLong(p[2]),
                Long.parseLong(p[3]),
                Long.parseLong(p[4])));
      }
      return Optional.of(
          new Restored(
              UUID.fromString(first[0]),
              UUID.fromString(first[1]),
              Long.parseLong(first[2]),
              List.copyOf(points)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new IllegalStateException(file + " does not say from where the shards came back", e);
    }
  }
}
