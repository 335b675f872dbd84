package dev.holdfast.ops.node;

import dev.holdfast.ops.command.OperationException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a node takes up.
 *
 * @param heapBytes of its heap that are in use after a full collection
 * @param journalBytes of its journal on disk
 */
public record Footprint(long heapBytes, long journalBytes) {

  private static final Pattern USED = Pattern.compile("\\bused (\\d+)([KMG])\\b");
  private static final int ATTEMPTS = 10;

  /** Measures it; the node pauses for the collection. */
  public static Footprint of(NodeProcess node) {
    return new Footprint(heap(node.pid()), sizeOf(node.data().resolve("journal")));
  }

  private static long heap(long pid) {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Shell.run(List.of(jcmd, "" + pid, "GC.run"));
    return USED.matcher(Shell.run(List.of(jcmd, "" + pid, "GC.heap_info")))
        .results()
        .mapToLong(used -> Long.parseLong(used.group(1)) << shift(used.group(2)))
        .sum();
  }

  private static int shift(String unit) {
    return 10 * (1 + "KMG".indexOf(unit));
  }

  /** Files come and go while it looks: then it looks again. */
  private static long sizeOf(Path folder) {
    for (int attempt = 1; ; attempt++) {
      try (Stream<Path> files = Files.walk(folder)) {
        return files.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum();
      } catch (IOException | UncheckedIOException e) {
        if (attempt == ATTEMPTS) {
          throw new OperationException("cannot read the size of " + folder + ": " + e, e);
        }
      }
    }
  }

  public long heapMegabytes() {
    return heapBytes >> 20;
  }

  public long journalMegabytes() {
    return journalBytes >> 20;
  }
}
