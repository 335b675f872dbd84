package dev.holdfast.engine.shard;

/**
 * What a command or a known row says of a hold, gathered so that an effect can be written from it.
 * Scratch of one decision; single writer.
 */
final class RowText {
  private static final byte[] NONE = {};

  long high;
  long low;
  long createMillis;
  long expireMillis;
  long endMillis;
  int ttl;
  long digest;
  int grantEpoch;
  long grantSequence;
  long attempt;
  long region;
  byte[] text = NONE;
  int textAt;
  int textLength;
  byte[] order = NONE;
  int orderAt;
  int orderLength;

  private final Frame known = new Frame(2 * (Texts.LONGEST + 1));

  /** Reads the key of a command. */
  void key(Frame from) {
    high = from.getLong();
    low = from.getLong();
    textLength = from.getByte();
    textAt = from.skip(textLength);
    text = from.array();
    createMillis = 0;
    expireMillis = 0;
    endMillis = 0;
    ttl = 0;
    digest = 0;
    grantEpoch = 0;
    grantSequence = 0;
    attempt = 0;
    region = 0;
    order = NONE;
    orderAt = 0;
    orderLength = 0;
  }

  void order(Frame from) {
    orderLength = from.getByte();
    orderAt = from.skip(orderLength);
    order = from.array();
  }

  /** Whether the row is of this very hold_id, text and all. */
  boolean matches(Tables t, int hold) {
    return t.texts.matches(t.holds.text(hold), text, textAt, textLength);
  }

  boolean sameOrder(Tables t, int hold) {
    return t.holds.isOrder(hold, order, orderAt, orderLength);
  }

  /** Takes over all that a known hold says, but its order and its lines. */
  void copy(Tables t, int hold) {
    Holds holds = t.holds;
    createMillis = holds.createMillis(hold);
    expireMillis = holds.expireMillis(hold);
    endMillis = holds.endMillis(hold);
    ttl = holds.ttl(hold);
    digest = holds.digest(hold);
    grantEpoch = holds.grantEpoch(hold);
    grantSequence = holds.grantSequence(hold);
    attempt = holds.attempt(hold);
    region = holds.region(hold);
    known.clear();
    t.texts.write(holds.text(hold), known);
    text = known.array();
    textAt = 1;
    textLength = known.limit() - 1;
  }
}
