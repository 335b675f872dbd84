package dev.holdfast.engine.shard;

import org.jspecify.annotations.Nullable;

/**
 * All that a shard remembers. Only {@link Fold} and {@link Snapshot} change it, {@link Ended}
 * within what they ask for, and a decision its scratch columns. Single writer.
 */
final class Tables {
  final int shard;
  final NameTable names = new NameTable();
  final Positions positions = new Positions();
  final Sources sources = new Sources();
  final Texts texts = new Texts();
  final Quotas quotas = new Quotas();
  final Adjustments adjustments = new Adjustments();
  final Holds holds = new Holds(texts);
  final Lines lines = new Lines(holds.rows);
  final Backings backings = new Backings(holds.rows);
  final Marks marks = new Marks(holds);
  final TimerWheel wheel = new TimerWheel(holds);
  final Ended ended;
  final ReadAhead ahead;

  /** What changed lately; only a shard that serves has it. */
  @Nullable Recent recent;

  /** Notes what effects touch; only a projection has it. */
  @Nullable Touched touched;

  /** The epoch under which the next effect is decided. */
  long epoch;

  /** Of the latest effect; 0 before the first. */
  long sequence;

  /** What effects up to this one ended may go to the archive: the log cannot lose them. */
  long committed = Long.MAX_VALUE;

  /** Shard time, UTC epoch milliseconds; never goes back. */
  long time;

  /** Of the latest effect. */
  long catalogueVersion;

  /**
   * Intents whose basket is not decided, intents with units that have left ahead of what their home
   * decided, and baskets that are being decided here.
   */
  int undecidedIntents;

  int aheadIntents;

  int openings;

  /** Grants that took more than was on hand; anything but 0 is a broken promise. */
  long oversold;

  Tables(int shard, ShardLimits limits, Archive archive) {
    this.shard = shard;
    this.ahead = new ReadAhead(this);
    this.ended = new Ended(this, limits, archive);
  }

  /** Whether the units behind a hold are counted at this shard's positions. */
  boolean owns(int hold) {
    return !holds.has(hold, Holds.BASKET);
  }

  int position(int line, int backing) {
    int position = backings.position(backing);
    if (position == 0) {
      position = positions.find(lines.sku(line), backings.location(backing));
      backings.setPosition(backing, position);
    }
    return position;
  }

  /** Units of a hold that neither left nor were given back. */
  long left(int hold) {
    long left = 0;
    for (int line = holds.line(hold); line != 0; line = lines.next(line)) {
      for (int b = lines.backing(line); b != 0; b = backings.next(b)) {
        left += backings.left(b);
      }
    }
    return left;
  }

  /** Frees a hold's rows; it must be in no list. */
  void remove(int hold) {
    if (touched != null) {
      touched.gone(hold);
    }
    int own = holds.line(hold);
    int line = own;
    while (line != 0) {
      int next = lines.next(line);
      removeBackings(line);
      if (line != own) {
        holds.rows.release(line);
      }
      line = next;
    }
    int mark = holds.has(hold, Holds.MANY_MARKS) ? marks.next(holds.mark(hold)) : 0;
    while (mark != 0) {
      int next = marks.next(mark);
      holds.rows.release(mark);
      mark = next;
    }
    holds.release(hold);
  }

  /** All but the first, which lies in the line's row. */
  private void removeBackings(int line) {
    int backing = backings.next(line);
    while (backing != 0) {
      int next = backings.next(backing);
      holds.rows.release(backing);
      backing = next;
    }
  }
}
