package dev.holdfast.cluster.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What differs, counted in full and kept up to a bound. One thread. */
final class Differences implements Consumer<String> {
  private static final int MOST_KEPT = 20;

  private final List<String> kept = new ArrayList<>();
  private long count;

  @Override
  public void accept(String difference) {
    count++;
    if (kept.size() < MOST_KEPT) {
      kept.add(difference);
    }
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** What is to be said: the differences, or that there are none. */
  String or(String none) {
    if (count == 0) {
      return none;
    }
    String more = count > kept.size() ? "; and " + (count - kept.size()) + " more" : "";
    return (count == 1 ? "1 difference: " : count + " differences: ")
        + String.join("; ", kept)
        + more;
  }
}
