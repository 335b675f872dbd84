package dev.holdfast.engine.shard;

/**
 * A hierarchical timing wheel of one-millisecond ticks whose lists run through the hold rows
 * themselves (G. Varghese, A. Lauck, "Hashed and Hierarchical Timing Wheels", SOSP 1987): adding
 * and removing are O(1), and a bitmap per level lets time jump over empty slots. Its levels cover
 * all of 48 bits, so that a deadline fits whatever the bits of now are: up to the year 10889.
 * Single writer.
 */
final class TimerWheel {
  private static final int LEVELS = 8;

  private final Holds holds;
  private final int[] heads = new int[LEVELS << 6];
  private final long[] occupied = new long[LEVELS];
  private long elapsed;

  TimerWheel(Holds holds) {
    this.holds = holds;
  }

  /** Sets where an empty wheel stands; deadlines count from here. */
  void start(long now) {
    for (long slots : occupied) {
      if (slots != 0) {
        return;
      }
    }
    elapsed = Math.max(elapsed, now);
  }

  void add(int hold) {
    int slot = slot(Math.max(holds.expireMillis(hold), elapsed));
    int head = heads[slot];
    holds.setPrevious(hold, 0);
    holds.setNext(hold, head);
    if (head != 0) {
      holds.setPrevious(head, hold);
    }
    heads[slot] = hold;
    holds.setSlot(hold, slot + 1);
    occupied[slot >>> 6] |= 1L << (slot & 63);
  }

  private int slot(long when) {
    int level = (63 - Long.numberOfLeadingZeros((elapsed ^ when) | 63)) / 6;
    if (level >= LEVELS) {
      throw new IllegalStateException("a deadline past 2^48 ms: " + when);
    }
    return (level << 6) | (int) ((when >>> (6 * level)) & 63);
  }

  void remove(int hold) {
    int slot = holds.slot(hold) - 1;
    if (slot < 0) {
      return;
    }
    int previous = holds.previous(hold);
    int next = holds.next(hold);
    if (next != 0) {
      holds.setPrevious(next, previous);
    }
    if (previous != 0) {
      holds.setNext(previous, next);
    } else {
      heads[slot] = next;
      if (next == 0) {
        occupied[slot >>> 6] &= ~(1L << (slot & 63));
      }
    }
    holds.setSlot(hold, 0);
  }

  /** Takes one hold out whose time has come, or answers 0 once there is none up to now. */
  int poll(long now) {
    while (true) {
      int level = 0;
      while (level < LEVELS && occupied[level] == 0) {
        level++;
      }
      if (level == LEVELS) {
        elapsed = Math.max(elapsed, now);
        return 0;
      }
      int shift = 6 * level;
      int here = (int) ((elapsed >>> shift) & 63);
      int ahead = Long.numberOfTrailingZeros(Long.rotateRight(occupied[level], here));
      long start = ((elapsed >>> shift) + ahead) << shift;
      if (start > now) {
        elapsed = Math.max(elapsed, now);
        return 0;
      }
      elapsed = Math.max(elapsed, start);
      int slot = (level << 6) | ((here + ahead) & 63);
      if (level == 0) {
        int hold = heads[slot];
        remove(hold);
        return hold;
      }
      spread(slot);
    }
  }

  /** Moves all holds of a slot that time has reached to lower levels. */
  private void spread(int slot) {
    int hold = heads[slot];
    heads[slot] = 0;
    occupied[slot >>> 6] &= ~(1L << (slot & 63));
    while (hold != 0) {
      int next = holds.next(hold);
      add(hold);
      hold = next;
    }
  }

  /**
   * When the next slot comes due, or {@link Long#MAX_VALUE}; never later than the next deadline.
   */
  long nextMillis() {
    for (int level = 0; level < LEVELS; level++) {
      if (occupied[level] != 0) {
        int shift = 6 * level;
        int here = (int) ((elapsed >>> shift) & 63);
        int ahead = Long.numberOfTrailingZeros(Long.rotateRight(occupied[level], here));
        return Math.max(elapsed, ((elapsed >>> shift) + ahead) << shift);
      }
    }
    return Long.MAX_VALUE;
  }
}
