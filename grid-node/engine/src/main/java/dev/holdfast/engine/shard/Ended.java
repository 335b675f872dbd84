package dev.holdfast.engine.shard;

import java.util.function.IntConsumer;

/**
 * Ended holds whose identity is still known, oldest first, and what happens to them: past the
 * memory limit they move to the archive, past the identity window they are forgotten. Both are
 * local to a copy and change no answer. Single writer.
 */
final class Ended {
  private static final int KIND_HOLD = 1;
  private static final int KIND_ADJUSTMENT = 2;

  /** The clean-up that every batch may pay for. */
  private static final int STEPS = 256;

  /** For each row that came, as many may go: a backlog shrinks however large the batches are. */
  private static final int STEPS_A_ROW = 2;

  private final Tables tables;
  private final ShardLimits limits;
  private final Archive archive;
  private final Frame record = new Frame(1 << 10);
  private final int[] due = new int[ReadAhead.GROUP];
  private final EndedRing ring = new EndedRing();
  private int came;

  Ended(Tables tables, ShardLimits limits, Archive archive) {
    this.tables = tables;
    this.limits = limits;
    this.archive = archive;
  }

  int count() {
    return ring.count();
  }

  /** All of them, oldest first. */
  void forEach(IntConsumer action) {
    ring.forEach(action);
  }

  /** Notes a row that has come: one that will end some day, or one from the archive. */
  void came() {
    came++;
  }

  /** Puts a hold whose last unit has ended at the end of the list. */
  void add(int hold) {
    Holds holds = tables.holds;
    holds.set(hold, Holds.LISTED, true);
    holds.setPlace(hold, ring.add(hold, holds.endMillis(hold)));
  }

  /** Takes a hold out of the list, if it is in it. */
  void unlist(int hold) {
    Holds holds = tables.holds;
    if (holds.has(hold, Holds.LISTED)) {
      ring.remove(holds.place(hold));
      holds.set(hold, Holds.LISTED, false);
    }
  }

  /**
   * Whether a hold's identity is past its window: to every caller it is unknown. One that is being
   * decided afresh has begun to live again; if nothing comes of it, its window is what it was.
   */
  boolean forgotten(int hold) {
    if (tables.holds.has(hold, Holds.REOPENED)) {
      return false;
    }
    long end = tables.holds.endMillis(hold);
    return end != 0 && end + limits.identityWindowMillis() <= tables.time;
  }

  /** The hold of this id, out of the archive if need be, or 0. */
  int find(long high, long low) {
    int hold = tables.holds.find(high, low);
    if (hold == 0) {
      byte[] record = archive.find(high, low);
      if (record == null || record[0] != KIND_HOLD) {
        return 0;
      }
      hold = restore(record);
    }
    return forgotten(hold) ? 0 : hold;
  }

  /**
   * Takes in what a serving shard has put into its archive, which a copy made from its journal does
   * not know any more; unless this copy still has it, or does not stand there yet.
   */
  void unarchive(long high, long low, byte[] bytes) {
    if (bytes[0] == KIND_HOLD && tables.holds.find(high, low) == 0) {
      int hold = restore(bytes);
      if (tables.holds.lastSequence(hold) > tables.sequence) {
        drop(hold);
      }
    } else if (bytes[0] == KIND_ADJUSTMENT && tables.adjustments.find(high, low) == 0) {
      Frame frame = Frame.wrap(bytes, bytes.length);
      frame.getByte();
      long delta = frame.getLong();
      long made = frame.getLong();
      // Those of the copy's last millisecond are in its log, and may come after it.
      if (made < tables.time) {
        tables.adjustments.add(high, low, delta, made, tables.sequence);
      }
    }
  }

  private int restore(byte[] bytes) {
    Frame frame = Frame.wrap(bytes, bytes.length);
    frame.getByte();
    int hold = HoldRecord.read(tables, frame);
    came();
    add(hold);
    return hold;
  }

  /** The adjustment of this identity: its delta, or 0 if it is not known. */
  long adjustment(long high, long low) {
    int row = tables.adjustments.find(high, low);
    if (row != 0) {
      boolean known =
          tables.adjustments.madeMillis(row) + limits.identityWindowMillis() > tables.time;
      return known ? tables.adjustments.delta(row) : 0;
    }
    byte[] bytes = archive.find(high, low);
    if (bytes == null || bytes[0] != KIND_ADJUSTMENT) {
      return 0;
    }
    Frame frame = Frame.wrap(bytes, bytes.length);
    frame.getByte();
    long delta = frame.getLong();
    long made = frame.getLong();
    return made + limits.identityWindowMillis() > tables.time ? delta : 0;
  }

  /**
   * Forgets and archives what is due and committed, within a bound. To be called before a batch,
   * not after it: nothing may be archived that is not in the journal yet.
   */
  void clean() {
    int most = Math.max(STEPS, STEPS_A_ROW * came);
    came = 0;
    for (int steps = 0; steps < most; ) {
      int count =
          ring.due(tables.time - limits.identityWindowMillis(), limits.endedInMemory(), due);
      if (count == 0) {
        break;
      }
      tables.ahead.forgotten(due, count);
      int done = 0;
      while (done < count && tables.holds.lastSequence(due[done]) <= tables.committed) {
        forgetOrArchive(due[done++]);
      }
      if (done < count) {
        break;
      }
      steps += count;
    }
    Adjustments adjustments = tables.adjustments;
    for (int steps = 0; steps < most && adjustments.oldest() != 0; steps++) {
      int row = adjustments.oldest();
      if (adjustments.sequence(row) > tables.committed) {
        break;
      }
      long forget = adjustments.madeMillis(row) + limits.identityWindowMillis();
      if (forget > tables.time && adjustments.count() <= limits.adjustmentsInMemory()) {
        break;
      }
      if (forget > tables.time) {
        archiveAdjustment(row, forget);
      }
      adjustments.removeOldest();
    }
  }

  private void forgetOrArchive(int hold) {
    if (forgotten(hold)) {
      drop(hold);
    } else {
      archive(hold);
    }
  }

  private void archive(int hold) {
    record.clear();
    record.putByte(KIND_HOLD);
    HoldRecord.write(tables, hold, record);
    Holds holds = tables.holds;
    long forget = holds.endMillis(hold) + limits.identityWindowMillis();
    archive.put(holds.high(hold), holds.low(hold), forget, record.array(), record.limit());
    drop(hold);
  }

  private void archiveAdjustment(int row, long forgetMillis) {
    Adjustments adjustments = tables.adjustments;
    record.clear();
    record.putByte(KIND_ADJUSTMENT);
    record.putLong(adjustments.delta(row));
    record.putLong(adjustments.madeMillis(row));
    archive.put(
        adjustments.high(row), adjustments.low(row), forgetMillis, record.array(), record.limit());
  }

  /** Forgets a hold: its id is new from now on. */
  void drop(int hold) {
    unlist(hold);
    tables.remove(hold);
  }

  /** Forgets all of them. */
  void dropAll() {
    for (int n = ring.due(Long.MAX_VALUE, 0, due); n > 0; n = ring.due(Long.MAX_VALUE, 0, due)) {
      for (int i = 0; i < n; i++) {
        drop(due[i]);
      }
    }
  }
}
