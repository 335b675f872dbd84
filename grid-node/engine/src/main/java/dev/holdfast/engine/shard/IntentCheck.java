package dev.holdfast.engine.shard;

/**
 * Lays what a home says of an intent's units beside what the intent itself knows. Scratch of one
 * decision; single writer.
 */
final class IntentCheck {
  private final Tables t;

  /** Units by line and place that have left ahead of the home. */
  final Parts ahead = new Parts();

  private boolean fits;
  private boolean differs;
  private boolean onlyAhead;
  private long left;

  IntentCheck(Tables tables) {
    t = tables;
  }

  /** Reads the lines of a settlement, as {@link Commands#settle} writes them. */
  void read(Frame in, int intent) {
    ahead.clear();
    fits = true;
    differs = false;
    onlyAhead = true;
    left = 0;
    int line = t.holds.line(intent);
    for (int n = in.getInt(); n > 0; n--) {
      int number = in.getInt();
      while (line != 0 && t.lines.number(line) != number) {
        line = t.lines.next(line);
      }
      readPlaces(in, number, line == 0 ? 0 : t.lines.backing(line));
    }
  }

  private void readPlaces(Frame in, int number, int first) {
    int backing = first;
    int places = in.getInt();
    for (int place = 0; place < places; place++) {
      int shipped = in.getInt();
      int cancelled = in.getInt();
      if (backing == 0 || shipped + cancelled > t.backings.quantity(backing)) {
        fits = false;
        continue;
      }
      int more = t.backings.shipped(backing) - shipped;
      boolean sameCancelled = t.backings.cancelled(backing) == cancelled;
      differs |= more != 0 || !sameCancelled;
      onlyAhead &= more >= 0 && sameCancelled;
      left += t.backings.quantity(backing) - shipped - cancelled;
      if (more > 0) {
        ahead.add(number, place, more);
      }
      backing = t.backings.next(backing);
    }
    fits &= backing == 0;
  }

  /** Whether the home means these lines and places: an intent that was taken twice has others. */
  boolean fits() {
    return fits;
  }

  /** Whether units shipped or cancelled are not as the home has them. */
  boolean differs() {
    return differs;
  }

  /** Whether the home has units here that neither left nor were given back. */
  boolean anyLeft() {
    return left > 0;
  }

  /**
   * Whether just these units have left ahead of the home, and nothing else differs.
   *
   * @param wishes line number and units, by line number
   */
  boolean isAheadBy(Frame wishes) {
    int part = 0;
    for (int n = wishes.getInt(); n > 0; n--) {
      int number = wishes.getInt();
      int units = wishes.getInt();
      while (part < ahead.count() && ahead.line(part) == number) {
        units -= ahead.units(part++);
      }
      if (units != 0) {
        return false;
      }
    }
    return onlyAhead && part == ahead.count();
  }
}
