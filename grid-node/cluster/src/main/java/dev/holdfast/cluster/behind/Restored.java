package dev.holdfast.cluster.behind;

import dev.holdfast.cluster.journal.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * That shards came back from PostgreSQL, each time, and how far they reached. What was acknowledged
 * after that is lost, so a create that was issued before the latest recovery may be a retry of a
 * hold that the grid no longer knows: it is refused (rule 18 of the replication protocol).
 *
 * <p>A file in {@code data.dir} says so for as long as the directory lives: first the grid, then a
 * line for each point. The table {@code restores} says it for as long as the database does.
 *
 * @param points by time, then by shard; at least one
 */
public record Restored(UUID grid, List<Point> points) {
  private static final String FILE = "restored";

  /**
   * How far a shard reached.
   *
   * @param atMillis when it was restored, wall clock, UTC epoch milliseconds
   * @param epoch of the owner that had drained it last
   * @param sequence the latest effect
   * @param timeMillis shard time of that effect, UTC epoch milliseconds; 0 if there was none
   * @param largestLagMillis the longest that an effect of it had ever waited to be drained
   */
  public record Point(
      long atMillis,
      int shard,
      long epoch,
      long sequence,
      long timeMillis,
      long largestLagMillis) {}

  public Restored {
    points =
        points.stream()
            .sorted(Comparator.comparingLong(Point::atMillis).thenComparingInt(Point::shard))
            .toList();
  }

  /** When shards came back for the last time; creates issued before are refused. */
  public long atMillis() {
    return points.getLast().atMillis();
  }

  /** When this returns, the file is on disk. */
  void write(Path directory) {
    StringBuilder text = new StringBuilder();
    text.append(grid).append('\n');
    for (Point p : points) {
      text.append(p.atMillis()).append(' ').append(p.shard()).append(' ').append(p.epoch());
      text.append(' ').append(p.sequence()).append(' ').append(p.timeMillis());
      text.append(' ').append(p.largestLagMillis()).append('\n');
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
      List<Point> points = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        String[] p = line.split(" ");
        points.add(
            new Point(
                Long.parseLong(p[0]),
                Integer.parseInt(p[1]),
                Long.parseLong(p[2]),
                Long.parseLong(p[3]),
                Long.parseLong(p[4]),
                Long.parseLong(p[5])));
      }
      return Optional.of(new Restored(UUID.fromString(lines.getFirst()), points));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new IllegalStateException(file + " does not say from where the shards came back", e);
    }
  }
}
