package dev.holdfast.engine.rows;

import java.util.List;

/**
 * A hold at its home, or the intent of a basket at a line shard. Times are UTC epoch milliseconds.
 *
 * @param high with {@code low} and {@code text}, the {@link dev.holdfast.engine.shard.HoldKey}
 * @param home of an intent, the shard of its hold; -1 for a hold at its home
 * @param state 0 opening, 1 held, 2 confirmed, 3 released, 4 expired
 * @param basket its units stand in intents, also those at this shard
 * @param synced its latest change was answered at SYNCED
 * @param reopened an expired basket that is being decided afresh; of an intent, units have left
 *     ahead of what its home decided
 * @param becameShort units of the basket are lost at a line shard, and sold
 * @param pool number of the pool in the catalogue
 * @param endMillis when the last unit ended, 0 while some are left
 * @param ttlMillis as granted
 * @param digest of the request, all fields but ack
 * @param grantSequence 0 while an opening has no decision
 * @param attempt names the effect by which a basket was begun or begun again: the home's epoch
 *     times 2^40 and the sequence; of an old one the sequence alone
 * @param region the destination region's key, 0 for none
 * @param order the order_id, or empty
 */
public record HoldRow(
    long high,
    long low,
    String text,
    int home,
    int state,
    boolean basket,
    boolean synced,
    boolean reopened,
    boolean becameShort,
    int pool,
    long createMillis,
    long expireMillis,
    long endMillis,
    int ttlMillis,
    long digest,
    long grantEpoch,
    long grantSequence,
    long lastEpoch,
    long lastSequence,
    long attempt,
    long region,
    String order,
    List<Line> lines,
    List<Mark> marks) {

  /**
   * A line and where its units stand, in answer order.
   *
   * @param number its place in the request, from 0
   * @param sku number of the SKU's name
   * @param pin number of the only location it may take from, -1 for none
   * @param quotaSince the catalogue version since which its quota counts, 0 without a quota
   */
  public record Line(
      int number, int sku, int pin, int requested, int quantity, long quotaSince, List<Unit> at) {}

  /** Units of one location behind a line, as granted; left are those neither gone nor returned. */
  public record Unit(int location, int quantity, int shipped, int cancelled) {}

  /**
   * A shipment or cancellation that was taken, newest first.
   *
   * @param high with {@code low}, the hash of its kind and id
   * @param digest of what was asked under it
   */
  public record Mark(long high, long low, long digest) {}

  /** Names a row within its shard. */
  public record Key(long high, long low, int home) {}

  public Key key() {
    return new Key(high, low, home);
  }

  /** The same with another latest revision. */
  public HoldRow at(long epoch, long sequence) {
    return with(epoch, sequence, lines, marks);
  }

  /** The same with these lines and marks. */
  public HoldRow with(List<Line> otherLines, List<Mark> otherMarks) {
    return with(lastEpoch, lastSequence, otherLines, otherMarks);
  }

  private HoldRow with(long epoch, long sequence, List<Line> otherLines, List<Mark> otherMarks) {
    return new HoldRow(
        high,
        low,
        text,
        home,
        state,
        basket,
        synced,
        reopened,
        becameShort,
        pool,
        createMillis,
        expireMillis,
        endMillis,
        ttlMillis,
        digest,
        grantEpoch,
        grantSequence,
        epoch,
        sequence,
        attempt,
        region,
        order,
        otherLines,
        otherMarks);
  }
}
