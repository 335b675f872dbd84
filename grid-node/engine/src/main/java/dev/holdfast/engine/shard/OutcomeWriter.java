package dev.holdfast.engine.shard;

import dev.holdfast.engine.Reason;

/**
 * Writes one outcome per command, in their order: length (4 bytes), type (1), whether it waits for
 * a sync (1), then what the type says. Single writer.
 */
final class OutcomeWriter {
  private static final int HOLD = 72;
  private static final int LINE = 16;
  private static final int BACKING = 16;

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
    long created = holds.createMillis(hold);
    int at = out.claim(HOLD);
    out.setLong(at, holds.high(hold));
    out.setLong(at + 8, holds.low(hold));
    out.setLong(at + 16, Slab.pair(t.shard, holds.pool(hold)));
    out.setLong(at + 24, Slab.pair(holds.state(hold), synced ? 1 : 0));
    out.setLong(at + 32, created);
    out.setLong(at + 40, asGranted ? created + holds.ttl(hold) : holds.expireMillis(hold));
    out.setLong(at + 48, asGranted ? holds.grantEpoch(hold) : holds.lastEpoch(hold));
    out.setLong(at + 56, asGranted ? holds.grantSequence(hold) : holds.lastSequence(hold));
    out.setLong(at + 64, holds.attempt(hold));
    t.texts.write(holds.text(hold), out);
    holds.writeOrder(hold, out);
    lines(hold);
    close();
  }

  private void lines(int hold) {
    int countAt = out.claim(4);
    int count = 0;
    for (int line = t.holds.line(hold); line != 0; line = t.lines.next(line)) {
      count++;
      t.names.write(t.lines.sku(line), out);
      line(line);
    }
    out.setInt(countAt, count);
  }

  private void line(int line) {
    int at = out.claim(LINE);
    out.setInt(at, t.lines.pin(line));
    out.setInt(at + 4, t.lines.requested(line));
    out.setInt(at + 8, t.lines.quantity(line));
    int backings = 0;
    for (int b = t.lines.backing(line); b != 0; b = t.backings.next(b)) {
      backings++;
      int backingAt = out.claim(BACKING);
      out.setInt(backingAt, t.backings.location(b));
      out.setInt(backingAt + 4, t.backings.quantity(b));
      out.setInt(backingAt + 8, t.backings.shipped(b));
      out.setInt(backingAt + 12, t.backings.cancelled(b));
    }
    out.setInt(at + 12, backings);
  }
}
