package dev.holdfast.cluster.behind;

import dev.holdfast.cluster.journal.DurableFiles;
import dev.holdfast.engine.RestorePoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
public record Restored(UUID grid, List<RestorePoint> points) {
  private static final String FILE = "restored";

  public Restored {
    points =
        points.stream()
            .sorted(
                Comparator.comparingLong(RestorePoint::atMillis)
                    .thenComparingInt(RestorePoint::shard))
            .toList();
  }

  /** When shards came back for the last time; creates issued before are refused. */
  public long atMillis() {
    return points.getLast().atMillis();
  }

  /** The latest point of each shard, by shard. */
  public List<RestorePoint> latest() {
    Map<Integer, RestorePoint> latest = new TreeMap<>();
    points.forEach(point -> latest.put(point.shard(), point));
    return List.copyOf(latest.values());
  }

  /** When this returns, the file is on disk. */
  void write(Path directory) {
    StringBuilder text = new StringBuilder();
    text.append(grid).append('\n');
    for (RestorePoint p : points) {
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
      List<RestorePoint> points = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        String[] p = line.split(" ");
        points.add(
            new RestorePoint(
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
