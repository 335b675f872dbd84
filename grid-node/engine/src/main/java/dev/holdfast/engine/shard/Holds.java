package dev.holdfast.engine.shard;

/**
 * One row per hold at its home and per intent at a line shard. Single writer.
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

  /** In the list of ended holds. */
  static final int LISTED = 8;

  // What every look at a hold reads comes first, so that it lies on one cache line or two.
  private static final int TAG = 2;
  private static final int STATE_AND_LINE = 3;
  private static final int LINKS = 4;
  private static final int EXPIRES = 5;
  private static final int POOL_AND_SLOT = 6;
  private static final int TEXT_AND_MARK = 7;
  private static final int LAST_SEQUENCE = 8;
  private static final int EPOCHS = 9;
  private static final int ENDED = 10;
  private static final int CREATED = 11;
  private static final int TTL_AND_ORDER = 12;
  private static final int DIGEST = 13;
  private static final int GRANT_SEQUENCE = 14;
  private static final int ATTEMPT = 15;
  private static final int REGION = 16;

  final Slab rows = new Slab(17);
  private final RowIndex index = new RowIndex(rows);

  int find(long high, long low) {
    return index.find(high, low, 0);
  }

  /** For {@link ReadAhead}: where {@link #find} starts. */
  int bucketHead(long high, long low) {
    return index.bucketHead(high, low, 0);
  }

  /** For {@link ReadAhead}: where {@link #find} goes on. */
  int chained(int row) {
    return index.chained(row);
  }

  int findIntent(long high, long low, int home) {
    return index.find(high, low, home + 1);
  }

  int add(long high, long low, int tag) {
    int row = rows.allocate();
    rows.set(row, 0, high);
    rows.set(row, 1, low);
    rows.setHigh(row, TAG, tag);
    index.insert(row);
    return row;
  }

  void release(int row) {
    index.remove(row);
    rows.set(row, STATE_AND_LINE, -1);
    rows.release(row);
  }

  /** Rows lie in 1 to this, exclusive. */
  int end() {
    return rows.end();
  }

  /** Whether a row is in use. */
  boolean isLive(int row) {
    return rows.get(row, STATE_AND_LINE) != -1;
  }

  int count() {
    return rows.live();
  }

  long high(int row) {
    return rows.get(row, 0);
  }

  long low(int row) {
    return rows.get(row, 1);
  }

  boolean isIntent(int row) {
    return rows.high(row, TAG) != 0;
  }

  /** The home of an intent. */
  int home(int row) {
    return rows.high(row, TAG) - 1;
  }

  long createMillis(int row) {
    return rows.get(row, CREATED);
  }

  void setCreateMillis(int row, long millis) {
    rows.set(row, CREATED, millis);
  }

  long expireMillis(int row) {
    return rows.get(row, EXPIRES);
  }

  void setExpireMillis(int row, long millis) {
    rows.set(row, EXPIRES, millis);
  }

  /** As granted, in milliseconds. */
  int ttl(int row) {
    return rows.high(row, TTL_AND_ORDER);
  }

  void setTtl(int row, int millis) {
    rows.setHigh(row, TTL_AND_ORDER, millis);
  }

  int orderText(int row) {
    return rows.low(row, TTL_AND_ORDER);
  }

  void setOrderText(int row, int text) {
    rows.setLow(row, TTL_AND_ORDER, text);
  }

  /** Of the request, all fields but ack. */
  long digest(int row) {
    return rows.get(row, DIGEST);
  }

  void setDigest(int row, long digest) {
    rows.set(row, DIGEST, digest);
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
    return rows.high(row, STATE_AND_LINE) & 0xff;
  }

  void setState(int row, int state) {
    rows.setHigh(row, STATE_AND_LINE, (rows.high(row, STATE_AND_LINE) & ~0xff) | state);
  }

  boolean has(int row, int flag) {
    return ((rows.high(row, STATE_AND_LINE) >>> 8) & flag) != 0;
  }

  void set(int row, int flag, boolean on) {
    int word = rows.high(row, STATE_AND_LINE);
    rows.setHigh(row, STATE_AND_LINE, on ? word | flag << 8 : word & ~(flag << 8));
  }

  int line(int row) {
    return rows.low(row, STATE_AND_LINE);
  }

  void setLine(int row, int line) {
    rows.setLow(row, STATE_AND_LINE, line);
  }

  int previous(int row) {
    return rows.high(row, LINKS);
  }

  void setPrevious(int row, int previous) {
    rows.setHigh(row, LINKS, previous);
  }

  int next(int row) {
    return rows.low(row, LINKS);
  }

  void setNext(int row, int next) {
    rows.setLow(row, LINKS, next);
  }

  int text(int row) {
    return rows.high(row, TEXT_AND_MARK);
  }

  void setText(int row, int text) {
    rows.setHigh(row, TEXT_AND_MARK, text);
  }

  int mark(int row) {
    return rows.low(row, TEXT_AND_MARK);
  }

  void setMark(int row, int mark) {
    rows.setLow(row, TEXT_AND_MARK, mark);
  }

  /** When the last unit ended; 0 while some are left. */
  long endMillis(int row) {
    return rows.get(row, ENDED);
  }

  void setEndMillis(int row, long millis) {
    rows.set(row, ENDED, millis);
  }

  int pool(int row) {
    return rows.high(row, POOL_AND_SLOT);
  }

  void setPool(int row, int pool) {
    rows.setHigh(row, POOL_AND_SLOT, pool);
  }

  /** The timer wheel's slot plus 1, or 0: not in the wheel. */
  int slot(int row) {
    return rows.low(row, POOL_AND_SLOT);
  }

  void setSlot(int row, int slot) {
    rows.setLow(row, POOL_AND_SLOT, slot);
  }

  /** The home's sequence at which a basket was begun or begun again; tells its tries apart. */
  long attempt(int row) {
    return rows.get(row, ATTEMPT);
  }

  void setAttempt(int row, long sequence) {
    rows.set(row, ATTEMPT, sequence);
  }

  /** The destination region's key, 0 for none. */
  long region(int row) {
    return rows.get(row, REGION);
  }

  void setRegion(int row, long key) {
    rows.set(row, REGION, key);
  }
}
