package dev.holdfast.engine.shard;

import java.util.function.IntConsumer;

/**
 * One run of rows per hold at its home and per intent at a line shard, with the first line, its
 * first backing, the first mark and a short order id inside: 256 bytes, and all there is to most
 * holds. Further lines, backings and marks are single rows of the same slab. Single writer.
 *
 * <p>The key is the hold_id's 128 bits; the tag tells a hold (0) from the intent of home h (h + 1).
 * A plain hold owns its units itself. A basket's home record only remembers them: the units are
 * owned by its intents, one at each line shard, the home's own among them.
 */
final class Holds {
  /** A basket that was begun and is not decided. */
  static final int OPENING = 0;

  static final int HELD = 1;
  static final int CONFIRMED = 2;
  static final int RELEASED = 3;
  static final int EXPIRED = 4;

  /** The units stand in intents. */
  static final int BASKET = 1;

  /** The latest change reached SYNCED. */
  static final int SYNCED = 2;

  /** An expired basket that is being decided afresh. */
  static final int REOPENED = 4;

  /** Of an intent, which is never reopened: units have left ahead of what its home decided. */
  static final int AHEAD = REOPENED;

  /** In the list of ended holds. */
  static final int LISTED = 8;

  /** Waits for its deadline. */
  static final int TIMED = 16;

  /** More marks than the one in the run. */
  static final int MANY_MARKS = 128;

  /** A basket, of which a line shard has lost units and cannot take them again. */
  static final int SHORT = 512;

  /** Given out and not taken back. */
  private static final int LIVE = 256;

  private static final int LINED = 32;
  private static final int MARKED = 64;

  /** The flags that are the same on every copy. */
  private static final int SHARED = BASKET | SYNCED | REOPENED | SHORT;

  /** Words 0 to 12 of a hold are the same in {@link HoldRecord}, but for flags of the place. */
  static final int RECORD = 13;

  static final int STATE = 2;
  static final int EXPIRES = 3;
  static final int CREATED = 4;
  static final int TTL_AND_POOL = 5;
  static final int EPOCHS = 6;
  static final int LAST_SEQUENCE = 7;
  static final int GRANT_SEQUENCE = 8;
  static final int DIGEST = 9;
  static final int ENDED = 10;
  static final int ATTEMPT = 11;
  static final int REGION = 12;
  private static final int TEXT_AND_PLACE = 13;
  private static final int ORDER = 14;
  private static final int LINE_ROW = 2;
  private static final int EXTRA_ROW = 3;
  private static final int ORDER_TEXT = EXTRA_ROW * Runs.WIDTH;
  private static final int SHORT_ORDER = 24;
  private static final int SEQUENCE_BITS = 40;

  /** A tag that no key has. */
  private static final int NOTHING = -1;

  final Runs rows = new Runs();
  private final RowIndex index = new RowIndex();
  private final Texts texts;

  /**
   * The key that was sought last, and its row or 0: one decision asks for the same key again and
   * again, and for one that is not there up to three times.
   */
  private long soughtHigh;

  private long soughtLow;
  private int soughtTag = NOTHING;
  private int soughtHash;
  private int found;

  Holds(Texts texts) {
    this.texts = texts;
  }

  /** The word {@link #STATE} of a row. */
  static long state(int tag, int state, int flags) {
    return Slab.pair(tag, state | flags << 8);
  }

  int find(long high, long low) {
    return find(high, low, 0);
  }

  int findIntent(long high, long low, int home) {
    return find(high, low, home + 1);
  }

  private int find(long high, long low, int tag) {
    if (!isSought(high, low, tag)) {
      seek(high, low, tag);
    }
    return found;
  }

  private boolean isSought(long high, long low, int tag) {
    return low == soughtLow && high == soughtHigh && tag == soughtTag;
  }

  private void seek(long high, long low, int tag) {
    int hash = RowIndex.hash(high, low, tag);
    int row = index.first(hash);
    while (row != 0 && !is(row, high, low, tag)) {
      row = index.next();
    }
    soughtHash = hash;
    remember(high, low, tag, row);
  }

  private void remember(long high, long low, int tag, int row) {
    soughtHigh = high;
    soughtLow = low;
    soughtTag = tag;
    found = row;
  }

  private boolean is(int row, long high, long low, int tag) {
    return rows.get(row, 1) == low && rows.get(row, 0) == high && tag(row) == tag;
  }

  /** Says that the hold of this row, if there is one, is likely to be asked for next. */
  void expect(int row) {
    if (has(row, LIVE)) {
      remember(rows.get(row, 0), rows.get(row, 1), tag(row), row);
    }
  }

  /** For {@link ReadAhead}. */
  RowIndex index() {
    return index;
  }

  int hash(int row) {
    return RowIndex.hash(rows.get(row, 0), rows.get(row, 1), tag(row));
  }

  private int tag(int row) {
    return rows.high(row, STATE);
  }

  /** A new row with the words of a record in it. */
  int add(byte[] record, int from) {
    int row = rows.allocateRun();
    long[] words = rows.chunk(row);
    int at = Runs.at(row);
    for (int i = 0; i < RECORD; i++) {
      words[at + i] = Frame.longAt(record, from + 8 * i);
    }
    words[at + STATE] |= (long) LIVE << 8;
    words[at + TEXT_AND_PLACE] = 0;
    words[at + ORDER] = 0;
    index.insert(isSought(words[at], words[at + 1], tag(row)) ? soughtHash : hash(row), row);
    expect(row);
    return row;
  }

  /** Writes the words of a record. */
  void write(int row, Frame to) {
    int at = to.claim(8 * RECORD);
    for (int i = 0; i < RECORD; i++) {
      to.setLong(at + 8 * i, rows.get(row, i));
    }
    to.setLong(at + 8 * STATE, rows.get(row, STATE) & Slab.pair(-1, 0xff | SHARED << 8));
  }

  /** Frees the run; further rows are its owner's to free. */
  void release(int row) {
    index.remove(hash(row), row);
    soughtTag = NOTHING;
    texts.release(text(row));
    releaseOrder(row);
    set(row, LIVE, false);
    rows.releaseRun(row);
  }

  /** Rows lie in 1 to this, exclusive; not all of them are holds. */
  int end() {
    return rows.end();
  }

  /** Whether a row is a hold's or an intent's. */
  boolean isLive(int row) {
    return rows.isRun(row) && has(row, LIVE);
  }

  int count() {
    return index.size();
  }

  void forEach(IntConsumer action) {
    index.forEach(action);
  }

  long high(int row) {
    return rows.get(row, 0);
  }

  long low(int row) {
    return rows.get(row, 1);
  }

  boolean isIntent(int row) {
    return rows.high(row, STATE) != 0;
  }

  /** The home of an intent. */
  int home(int row) {
    return rows.high(row, STATE) - 1;
  }

  long createMillis(int row) {
    return rows.get(row, CREATED);
  }

  long expireMillis(int row) {
    return rows.get(row, EXPIRES);
  }

  void setExpireMillis(int row, long millis) {
    rows.set(row, EXPIRES, millis);
  }

  /** As granted, in milliseconds. */
  int ttl(int row) {
    return rows.high(row, TTL_AND_POOL);
  }

  int pool(int row) {
    return rows.low(row, TTL_AND_POOL);
  }

  /** Of the request, all fields but ack. */
  long digest(int row) {
    return rows.get(row, DIGEST);
  }

  int grantEpoch(int row) {
    return rows.high(row, EPOCHS);
  }

  long grantSequence(int row) {
    return rows.get(row, GRANT_SEQUENCE);
  }

  void setGrantRevision(int row, long epoch, long sequence) {
    rows.setHigh(row, EPOCHS, (int) epoch);
    rows.set(row, GRANT_SEQUENCE, sequence);
  }

  /** Of the latest change; of an intent, its home's latest decision that it knows. */
  int lastEpoch(int row) {
    return rows.low(row, EPOCHS);
  }

  long lastSequence(int row) {
    return rows.get(row, LAST_SEQUENCE);
  }

  void setLastRevision(int row, long epoch, long sequence) {
    rows.setLow(row, EPOCHS, (int) epoch);
    rows.set(row, LAST_SEQUENCE, sequence);
  }

  int state(int row) {
    return rows.low(row, STATE) & 0xff;
  }

  void setState(int row, int state) {
    rows.set(row, STATE, (rows.get(row, STATE) & ~0xffL) | state);
  }

  boolean has(int row, int flag) {
    return (rows.low(row, STATE) >>> 8 & flag) != 0;
  }

  void set(int row, int flag, boolean on) {
    long word = rows.get(row, STATE);
    rows.set(row, STATE, on ? word | (long) flag << 8 : word & ~((long) flag << 8));
  }

  /** The first line, or 0. */
  int line(int row) {
    return has(row, LINED) ? row + LINE_ROW : 0;
  }

  /** For {@link ReadAhead}: where the first line is if there is one; row 0 leads to itself. */
  int firstLine(int row) {
    return row == 0 ? 0 : row + LINE_ROW;
  }

  /** For {@link ReadAhead}: reads a run but for its last row. */
  long touch(int row) {
    long[] words = rows.chunk(row);
    int at = Runs.at(row);
    return words[at]
        + words[at + Runs.WIDTH]
        + words[at + 2 * Runs.WIDTH]
        + words[at + 3 * Runs.WIDTH - 1];
  }

  /** For {@link ReadAhead}: reads the last row of a run. */
  long touchExtra(int row) {
    return touchRow(row + EXTRA_ROW);
  }

  /** For {@link ReadAhead}: reads a single row. */
  long touchRow(int row) {
    return rows.get(row, 0) + rows.get(row, Runs.WIDTH - 1);
  }

  /** A row for one more line. */
  int claimLine(int row) {
    if (has(row, LINED)) {
      return rows.allocate();
    }
    set(row, LINED, true);
    return row + LINE_ROW;
  }

  /** The first mark, or 0. */
  int mark(int row) {
    return has(row, MARKED) ? row + EXTRA_ROW : 0;
  }

  /** The row of the first mark. */
  int claimMark(int row) {
    set(row, MARKED, true);
    return row + EXTRA_ROW;
  }

  int text(int row) {
    return rows.high(row, TEXT_AND_PLACE);
  }

  void setText(int row, int text) {
    rows.setHigh(row, TEXT_AND_PLACE, text);
  }

  /** Where it stands among the ended holds. */
  int place(int row) {
    return rows.low(row, TEXT_AND_PLACE);
  }

  void setPlace(int row, int place) {
    rows.setLow(row, TEXT_AND_PLACE, place);
  }

  /** Keeps an order id; a long one goes where long texts are. */
  void setOrder(int row, byte[] source, int offset, int length) {
    releaseOrder(row);
    if (length <= SHORT_ORDER) {
      TextWords.put(rows.chunk(row), Runs.at(row) + ORDER_TEXT, source, offset, length);
      rows.set(row, ORDER, length);
    } else {
      rows.set(row, ORDER, Slab.pair(texts.add(source, offset, length), length));
    }
  }

  private void releaseOrder(int row) {
    texts.release(rows.high(row, ORDER));
    rows.set(row, ORDER, 0);
  }

  boolean isOrder(int row, byte[] source, int offset, int length) {
    int text = rows.high(row, ORDER);
    if (text != 0) {
      return texts.matches(text, source, offset, length);
    }
    int at = Runs.at(row) + ORDER_TEXT;
    return rows.low(row, ORDER) == length
        && TextWords.matches(rows.chunk(row), at, source, offset, length);
  }

  void writeOrder(int row, Frame to) {
    int text = rows.high(row, ORDER);
    if (text != 0) {
      texts.write(text, to);
    } else {
      int length = rows.low(row, ORDER);
      TextWords.write(rows.chunk(row), Runs.at(row) + ORDER_TEXT, length, to);
    }
  }

  /** When the last unit ended; 0 while some are left. */
  long endMillis(int row) {
    return rows.get(row, ENDED);
  }

  void setEndMillis(int row, long millis) {
    rows.set(row, ENDED, millis);
  }

  /**
   * Tells the tries of a basket apart by the effect that began each: a later one is greater, also
   * where a home has lost effects and gives out their sequences again, under a later epoch. Room
   * for eight million epochs. In old data the epoch is 0.
   */
  static long attempt(long epoch, long sequence) {
    return epoch << SEQUENCE_BITS | sequence & ((1L << SEQUENCE_BITS) - 1);
  }

  long attempt(int row) {
    return rows.get(row, ATTEMPT);
  }

  void setAttempt(int row, long attempt) {
    rows.set(row, ATTEMPT, attempt);
  }

  /** The destination region's key, 0 for none. */
  long region(int row) {
    return rows.get(row, REGION);
  }
}
