package dev.holdfast.engine.shard;

import java.util.Arrays;

/**
 * A hierarchical timing wheel of one-millisecond ticks (G. Varghese, A. Lauck, "Hashed and
 * Hierarchical Timing Wheels", SOSP 1987) with a bitmap per level, so that time jumps over empty
 * slots. Its levels cover all of 48 bits, so that a deadline fits whatever the bits of now are: up
 * to the year 10889. Single writer.
 *
 * <p>A slot is a chain of blocks of entries, a deadline and a row each, and never a chain through
 * the rows themselves: to move entries from level to level touches no row, and a hold that ends
 * early touches no entry. Its entry stays until its time or until a sweep comes by; entries of the
 * past are at most as many as those that count, and some. A byte a run, which the core's caches can
 * keep where they cannot keep the runs, tells nearly all of them from those that count.
 */
final class TimerWheel {
  private static final int LEVELS = 8;

  /** A word for the next block and the entries' count, then two words an entry. */
  private static final int BLOCK = 64;

  private static final int ENTRIES = (BLOCK - 1) / 2;
  private static final int SLACK = 4_096;

  private final Holds holds;
  private final Slab blocks = new Slab(BLOCK);
  private final int[] first = new int[LEVELS << 6];
  private final int[] last = new int[LEVELS << 6];
  private final long[] occupied = new long[LEVELS];
  private final int[] due = new int[ReadAhead.GROUP];
  private final long[] dueMillis = new long[ReadAhead.GROUP];

  /** By run, the {@link #sign} of the deadline that its hold waits for, or 0. */
  private byte[] signs = new byte[1 << 8];

  private long elapsed;
  private int live;
  private int entries;
  private int swept;

  /** The block with which the sweep of a slot ends, or 0: it goes on with the next slot. */
  private int sweepEnd;

  /** What was read ahead, so that the compiler does not leave the reading out. */
  private long read;

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
    long when = holds.expireMillis(hold);
    int run = Runs.number(hold);
    if (run >= signs.length) {
      signs = Arrays.copyOf(signs, 2 * run);
    }
    signs[run] = sign(when);
    holds.set(hold, Holds.TIMED, true);
    live++;
    append(when, hold);
  }

  /** Another deadline has another sign, 127 times of 128. */
  private static byte sign(long when) {
    return (byte) (when | 0x80);
  }

  /** Forgets a hold's deadline, if it waits for one. */
  void remove(int hold) {
    if (holds.has(hold, Holds.TIMED)) {
      stop(hold);
      if (entries > 2 * live + SLACK) {
        sweep();
      }
    }
  }

  private void stop(int hold) {
    holds.set(hold, Holds.TIMED, false);
    signs[Runs.number(hold)] = 0;
    live--;
  }

  private void append(long when, int hold) {
    int slot = slot(Math.max(when, elapsed));
    int block = last[slot];
    int count = block == 0 ? ENTRIES : blocks.low(block, 0);
    if (count == ENTRIES) {
      block = extend(slot);
      count = 0;
    }
    long[] words = blocks.chunk(block);
    int at = blocks.at(block);
    words[at + 2 * count + 1] = when;
    words[at + 2 * count + 2] = hold;
    words[at]++;
    entries++;
  }

  private int extend(int slot) {
    int block = blocks.allocate();
    if (last[slot] == 0) {
      first[slot] = block;
      occupied[slot >>> 6] |= 1L << (slot & 63);
    } else {
      blocks.setHigh(last[slot], 0, block);
    }
    last[slot] = block;
    return block;
  }

  /** Takes the first block off a slot; its content can be read until the next one is added. */
  private int takeBlock(int slot) {
    int block = first[slot];
    first[slot] = blocks.high(block, 0);
    if (first[slot] == 0) {
      last[slot] = 0;
      occupied[slot >>> 6] &= ~(1L << (slot & 63));
    }
    if (block == sweepEnd) {
      sweepEnd = 0;
    }
    entries -= blocks.low(block, 0);
    return block;
  }

  private int slot(long when) {
    int level = (63 - Long.numberOfLeadingZeros((elapsed ^ when) | 63)) / 6;
    if (level >= LEVELS) {
      throw new IllegalStateException("a deadline past 2^48 ms: " + when);
    }
    return (level << 6) | (int) ((when >>> (6 * level)) & 63);
  }

  /** Entries, of holds that no longer wait too. */
  int entries() {
    return entries;
  }

  /**
   * Takes entries out whose time has come, as many as one group has room for; all of them that may
   * still count are to be asked for with {@link #due} before the next call.
   *
   * @return how many they are, 0 once there is none up to now
   */
  int poll(long now) {
    int count = 0;
    while (count <= ReadAhead.GROUP - ENTRIES) {
      int slot = next(now);
      if (slot < 0) {
        return count;
      }
      int block = takeBlock(slot);
      for (int i = blocks.low(block, 0); i > 0; i--) {
        long when = blocks.get(block, 2 * i - 1);
        int hold = (int) blocks.get(block, 2 * i);
        dueMillis[count] = when;
        due[count] = hold;
        // No branch: which entries still count is anyone's guess, the core's too.
        int difference = (signs[Runs.number(hold)] ^ sign(when)) & 0xff;
        count += (difference - 1) >>> 31;
      }
      blocks.release(block);
    }
    return count;
  }

  /** The rows of the last poll; hardly one of them no longer counts. */
  int[] polled() {
    return due;
  }

  /** The i-th of the last poll if it is a hold whose time has come, else 0. */
  int due(int i) {
    int hold = due[i];
    if (!isCurrent(hold, dueMillis[i])) {
      return 0;
    }
    stop(hold);
    return hold;
  }

  /** A row may be another hold's by now; if that one's deadline is the same, it is as good. */
  private boolean isCurrent(int hold, long when) {
    return signs[Runs.number(hold)] == sign(when)
        && holds.has(hold, Holds.TIMED)
        && holds.expireMillis(hold) == when;
  }

  /** Lets time pass up to the next slot of the lowest level; -1 if that is after now. */
  private int next(long now) {
    while (true) {
      int level = 0;
      while (level < LEVELS && occupied[level] == 0) {
        level++;
      }
      long start = level == LEVELS ? Long.MAX_VALUE : start(level);
      if (start > now) {
        elapsed = Math.max(elapsed, now);
        return -1;
      }
      elapsed = Math.max(elapsed, start);
      int slot = (level << 6) | (int) ((start >>> (6 * level)) & 63);
      if (level == 0) {
        return slot;
      }
      spread(slot);
    }
  }

  /** When the next slot of a level begins that has entries. */
  private long start(int level) {
    int shift = 6 * level;
    int here = (int) ((elapsed >>> shift) & 63);
    int ahead = Long.numberOfTrailingZeros(Long.rotateRight(occupied[level], here));
    return ((elapsed >>> shift) + ahead) << shift;
  }

  /** Moves all entries of a slot that time has reached to lower levels. */
  private void spread(int slot) {
    touch(first[slot]);
    while (first[slot] != 0) {
      int block = takeBlock(slot);
      touch(first[slot]);
      for (int i = blocks.low(block, 0); i > 0; i--) {
        append(blocks.get(block, 2 * i - 1), (int) blocks.get(block, 2 * i));
      }
      blocks.release(block);
    }
  }

  /** Reads a block ahead, all lines at once: it was written long ago and is in no cache. */
  private void touch(int block) {
    long[] words = blocks.chunk(block);
    int at = blocks.at(block);
    for (int i = 0; i < BLOCK; i += 8) {
      read += words[at + i];
    }
  }

  /** Goes through one block and keeps what counts, at its slot's end. */
  private void sweep() {
    if (sweepEnd == 0) {
      do {
        swept = (swept + 1) % first.length;
      } while (first[swept] == 0);
      sweepEnd = last[swept];
    }
    int block = takeBlock(swept);
    for (int i = blocks.low(block, 0); i > 0; i--) {
      long when = blocks.get(block, 2 * i - 1);
      int hold = (int) blocks.get(block, 2 * i);
      if (isCurrent(hold, when)) {
        append(when, hold);
      }
    }
    blocks.release(block);
  }

  /** Not after the next deadline, nor before now; {@link Long#MAX_VALUE} if nothing waits. */
  long nextMillis() {
    for (int level = 0; level < LEVELS && live > 0; level++) {
      if (occupied[level] != 0) {
        return Math.max(elapsed, start(level));
      }
    }
    return Long.MAX_VALUE;
  }
}
