package dev.holdfast.ops.command;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** What was found wrong, counted in full and kept up to a bound. Thread-safe. */
public final class Findings {

  private static final int MOST_KEPT = 50;

  private final List<String> kept = new ArrayList<>();
  private long count;

  public synchronized void add(String finding) {
    count++;
    if (kept.size() < MOST_KEPT) {
      kept.add(finding);
    }
  }

  public synchronized long count() {
    return count;
  }

  public synchronized List<String> kept() {
    return List.copyOf(kept);
  }

  public synchronized void print(PrintStream out) {
    kept.forEach(finding -> out.println("  FOUND " + finding));
    if (count > kept.size()) {
      out.printf("  and %,d more%n", count - kept.size());
    }
  }
}
