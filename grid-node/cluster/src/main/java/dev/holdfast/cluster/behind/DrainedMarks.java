package dev.holdfast.cluster.behind;

import dev.holdfast.cluster.journal.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to which effect each shard is known to be in PostgreSQL, kept in {@code data.dir} for starts
 * without PostgreSQL. The journal has on disk whatever is drained, so one that ends below its mark
 * is old or damaged and must not serve alone. A mark may be some seconds old: it is a lower bound.
 * Safe for any thread.
 */
public final class DrainedMarks {
  private static final Logger LOG = LoggerFactory.getLogger(DrainedMarks.class);

  /** No journal reaches it: the shard waits for PostgreSQL until they were seen to agree. */
  static final long DISAGREED = Long.MAX_VALUE;

  private static final String FILE = "drained";

  private final Path directory;
  private final Map<Integer, Long> marks = new TreeMap<>();
  private String saved = "";

  private DrainedMarks(Path directory) {
    this.directory = directory;
  }

  /** The marks of a {@code data.dir}; none if it never had any. */
  public static DrainedMarks read(Path directory) {
    DrainedMarks marks = new DrainedMarks(directory);
    Path file = directory.resolve(FILE);
    if (Files.exists(file)) {
      try {
        marks.saved = Files.readString(file, StandardCharsets.US_ASCII);
        for (String line : marks.saved.split("\n")) {
          String[] words = line.split(" ");
          marks.marks.put(Integer.parseInt(words[0]), Long.parseLong(words[1]));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (RuntimeException e) {
        throw new IllegalStateException(file + " does not say how far shards were drained", e);
      }
    }
    return marks;
  }

  /** The effect up to which PostgreSQL has had everything, 0 if that is not known. */
  public synchronized long mark(int shard) {
    return marks.getOrDefault(shard, 0L);
  }

  /** Whether PostgreSQL told another history when it was last seen. */
  public synchronized boolean disagreed(int shard) {
    return mark(shard) == DISAGREED;
  }

  /** Notes what is seen now, also if it is less: PostgreSQL may be another one. */
  synchronized void set(int shard, long sequence) {
    marks.put(shard, sequence);
  }

  /** Writes what has changed. When this returns, it is on disk. */
  synchronized void save() throws IOException {
    StringBuilder text = new StringBuilder();
    marks.forEach((shard, mark) -> text.append(shard).append(' ').append(mark).append('\n'));
    if (!text.isEmpty() && !saved.contentEquals(text)) {
      DurableFiles.replace(directory, FILE, text.toString().getBytes(StandardCharsets.US_ASCII));
      saved = text.toString();
    }
  }

  /** For a mark whose older value does no harm. */
  void saveIfPossible() {
    try {
      save();
    } catch (IOException e) {
      LOG.warn("data.dir does not take how far shards are drained, an older mark stays", e);
    }
  }
}
