package dev.holdfast.engine.shard;

/**
 * Writes the effects of one batch behind one header, and folds each as it is written. Single
 * writer.
 *
 * <p>Header: epoch (8 bytes), sequence of the first effect (8), count (4), shard time (8),
 * catalogue version (8).
 */
final class EffectWriter {
  static final int HEADER = 36;
  static final int TIME_AT = 20;
  private static final int COUNT_AT = 16;

  private final Tables t;
  private final Fold fold;
  private Frame log = new Frame(0);
  private int start;
  private int count;

  EffectWriter(Tables tables) {
    this.t = tables;
    this.fold = new Fold(tables);
  }

  Fold fold() {
    return fold;
  }

  void begin(Frame to) {
    log = to;
    log.clear();
    log.putLong(t.epoch);
    log.putLong(t.sequence + 1);
    log.putInt(0);
    log.putLong(t.time);
    log.putLong(t.catalogueVersion);
    count = 0;
  }

  /** Ends the batch; a batch without an effect leaves nothing. */
  void end() {
    if (count == 0) {
      log.clear();
    } else {
      log.setInt(COUNT_AT, count);
    }
  }

  /** Bytes of the batch so far. */
  int size() {
    return log.limit();
  }

  private Frame open(int type) {
    start = log.limit();
    log.putByte(type);
    return log;
  }

  private void close() {
    log.seek(start);
    fold.apply(log);
    count++;
  }

  /** Gives a text the next number. */
  int name(byte[] source, int offset, int length) {
    open(EffectType.NAME).putText(source, offset, length);
    close();
    return t.names.count() - 1;
  }

  /**
   * Starts the description of a row; its lines, with their number before them, follow, then {@link
   * #endPut}.
   */
  Frame beginPut(int tag, int state, int flags, int pool, RowText row) {
    return put(EffectType.PUT, tag, state, flags, pool, row);
  }

  /** The same for a basket that is begun, or begun again, by this very effect. */
  Frame beginBasket(int state, int flags, int pool, RowText row) {
    row.attempt = Holds.attempt(t.epoch, t.sequence + 1);
    return put(EffectType.BEGIN, 0, state, Holds.BASKET | flags, pool, row);
  }

  private Frame put(int type, int tag, int state, int flags, int pool, RowText row) {
    Frame to = open(type);
    int at = to.claim(8 * Holds.RECORD);
    to.setLong(at, row.high);
    to.setLong(at + 8, row.low);
    to.setLong(at + 8 * Holds.STATE, Holds.state(tag, state, flags));
    to.setLong(at + 8 * Holds.EXPIRES, row.expireMillis);
    to.setLong(at + 8 * Holds.CREATED, row.createMillis);
    to.setLong(at + 8 * Holds.TTL_AND_POOL, Slab.pair(row.ttl, pool));
    to.setLong(at + 8 * Holds.EPOCHS, Slab.pair(row.grantEpoch, 0));
    to.setLong(at + 8 * Holds.LAST_SEQUENCE, 0);
    to.setLong(at + 8 * Holds.GRANT_SEQUENCE, row.grantSequence);
    to.setLong(at + 8 * Holds.DIGEST, row.digest);
    to.setLong(at + 8 * Holds.ENDED, row.endMillis);
    to.setLong(at + 8 * Holds.ATTEMPT, row.attempt);
    to.setLong(at + 8 * Holds.REGION, row.region);
    to.putText(row.text, row.textAt, row.textLength);
    to.putText(row.order, row.orderAt, row.orderLength);
    return to;
  }

  void endPut() {
    log.putInt(0);
    close();
  }

  void confirm(int hold, boolean synced, RowText row) {
    Frame to = open(EffectType.CONFIRM);
    key(hold, to);
    to.putByte(synced ? 1 : 0);
    to.putText(row.order, row.orderAt, row.orderLength);
    close();
  }

  void release(int hold) {
    key(hold, open(EffectType.RELEASE));
    close();
  }

  void expire(int hold) {
    key(hold, open(EffectType.EXPIRE));
    close();
  }

  void abandon(int hold) {
    key(hold, open(EffectType.ABANDON));
    close();
  }

  void abandonShipment(int hold) {
    key(hold, open(EffectType.SHIP_ABANDONED));
    close();
  }

  void becomeShort(int hold) {
    key(hold, open(EffectType.SHORT));
    close();
  }

  void extend(int hold, boolean synced, long expireMillis) {
    Frame to = open(EffectType.EXTEND);
    key(hold, to);
    to.putByte(synced ? 1 : 0);
    to.putLong(expireMillis);
    close();
  }

  void parts(int type, int hold, boolean synced, long high, long low, long digest, Parts parts) {
    Frame to = open(type);
    key(hold, to);
    to.putByte(synced ? 1 : 0);
    to.putLong(high);
    to.putLong(low);
    to.putLong(digest);
    parts.write(to);
    close();
  }

  void shipIntent(int intent, Parts parts) {
    Frame to = open(EffectType.SHIP_INTENT);
    intentKey(intent, to);
    parts.write(to);
    close();
  }

  /** The lines, as the command has them, follow; then {@link #endSettle}. */
  Frame beginSettle(int intent, int epoch, long sequence, int state) {
    Frame to = open(EffectType.SETTLE);
    intentKey(intent, to);
    to.putInt(epoch);
    to.putLong(sequence);
    to.putByte(state);
    return to;
  }

  void endSettle() {
    close();
  }

  /** What is on hand, and what the source counted: stock may have moved since. */
  void count(
      int sku, int location, long units, long safety, int source, long version, long counted) {
    Frame to = open(EffectType.COUNT);
    to.putInt(sku);
    to.putInt(location);
    to.putLong(units);
    to.putLong(safety);
    to.putInt(source);
    to.putLong(version);
    to.putLong(counted);
    close();
  }

  /** The reason, as the command has it, is kept with the effect and read by nobody here. */
  void adjust(int sku, int location, long delta, Hash128 id, byte[] why, int at, int length) {
    Frame to = open(EffectType.ADJUST);
    to.putInt(sku);
    to.putInt(location);
    to.putLong(delta);
    to.putLong(id.high);
    to.putLong(id.low);
    to.putText(why, at, length);
    close();
  }

  private void key(int hold, Frame to) {
    int at = to.claim(16);
    to.setLong(at, t.holds.high(hold));
    to.setLong(at + 8, t.holds.low(hold));
    t.holds.expect(hold);
  }

  private void intentKey(int intent, Frame to) {
    key(intent, to);
    to.putInt(t.holds.home(intent));
  }
}
