package dev.holdfast.engine.shard;

import dev.holdfast.engine.Reason;

/**
 * Writes one outcome per command, in their order: length (4 bytes), type (1), whether it waits for
 * a sync (1), then what the type says. Single writer.
 */
final class OutcomeWriter {
  private final Tables t;
  private Frame out = new Frame(0);
  private int start;
  private int shortagesAt;

  OutcomeWriter(Tables tables) {
    this.t = tables;
  }

  void begin(Frame to) {
    out = to;
    out.clear();
  }

  Frame open(OutcomeType type, boolean synced) {
    start = out.limit();
    out.putInt(0);
    out.putByte(type.ordinal());
    out.putByte(synced ? 1 : 0);
    return out;
  }

  void close() {
    out.setInt(start, out.limit() - start - 4);
  }

  void plain(OutcomeType type, boolean synced) {
    open(type, synced);
    close();
  }

  void refused(Reason reason, int line, boolean synced) {
    openRefused(reason, line, false, synced);
    closeRefused(0);
  }

  /** Shortages follow, then {@link #closeRefused}. */
  void openRefused(Reason reason, int line, boolean refund, boolean synced) {
    open(OutcomeType.REFUSED, synced);
    out.putByte(reason.ordinal());
    out.putInt(line);
    out.putByte(refund ? 1 : 0);
    shortagesAt = out.limit();
    out.putInt(0);
  }

  void shortage(int line, int sku, int pin, long wanted, long available) {
    out.putInt(line);
    t.names.write(sku, out);
    out.putInt(pin);
    out.putLong(wanted);
    out.putLong(available);
  }

  /** Of a SKU that may have no number here: length in one byte, then its text. */
  void shortage(byte[] sku, int at, int location, long wanted, long available) {
    out.putInt(-1);
    out.putText(sku, at + 1, sku[at] & 0xff);
    out.putInt(location);
    out.putLong(wanted);
    out.putLong(available);
  }

  void closeRefused(int shortages) {
    out.setInt(shortagesAt, shortages);
    close();
  }

  /** A hold as it stands, or for a replayed create with the times and revision of its grant. */
  void hold(OutcomeType type, int hold, boolean asGranted, boolean synced) {
    Holds holds = t.holds;
    open(type, synced);
    out.putLong(holds.high(hold));
    out.putLong(holds.low(hold));
    t.texts.write(holds.text(hold), out);
    out.putInt(t.shard);
    out.putInt(holds.pool(hold));
    out.putByte(holds.state(hold));
    out.putByte(synced ? 1 : 0);
    out.putLong(holds.createMillis(hold));
    out.putLong(asGranted ? holds.createMillis(hold) + holds.ttl(hold) : holds.expireMillis(hold));
    t.texts.write(holds.orderText(hold), out);
    out.putLong(asGranted ? holds.grantEpoch(hold) : holds.lastEpoch(hold));
    out.putLong(asGranted ? holds.grantSequence(hold) : holds.lastSequence(hold));
    out.putLong(holds.attempt(hold));
    lines(hold);
    close();
  }

  private void lines(int hold) {
    int countAt = out.limit();
    int count = 0;
    out.putInt(0);
    for (int line = t.holds.line(hold); line != 0; line = t.lines.next(line)) {
      count++;
      t.names.write(t.lines.sku(line), out);
      out.putInt(t.lines.pin(line));
      out.putInt(t.lines.requested(line));
      out.putInt(t.lines.quantity(line));
      int backingsAt = out.limit();
      int backings = 0;
      out.putInt(0);
      for (int b = t.lines.backing(line); b != 0; b = t.backings.next(b)) {
        backings++;
        out.putInt(t.backings.location(b));
        out.putInt(t.backings.quantity(b));
        out.putInt(t.backings.shipped(b));
        out.putInt(t.backings.cancelled(b));
      }
      out.setInt(backingsAt, backings);
    }
    out.setInt(countAt, count);
  }
}
