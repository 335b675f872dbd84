package dev.holdfast.engine.shard;

import java.util.function.Consumer;

/**
 * The tables as bytes: chunks of whole records, each a type byte and what it says. A snapshot is
 * always of one sequence; it is made from a copy, never from the tables that serve.
 */
final class Snapshot {
  private static final int FORMAT = 2;
  private static final int CHUNK = 1 << 18;

  private static final int HEADER = 1;
  private static final int NAME = 2;
  private static final int POSITION = 3;
  private static final int HOLD = 4;
  private static final int ADJUSTMENT = 5;
  private static final int QUOTA = 6;

  private final Tables t;
  private final Frame chunk = new Frame(CHUNK + (1 << 12));

  Snapshot(Tables tables) {
    t = tables;
  }

  /** Hands out the chunks in order; each frame is valid during the call only. */
  void write(Consumer<Frame> sink) {
    chunk.clear();
    header();
    for (int name = 0; name < t.names.count(); name++) {
      chunk.putByte(NAME);
      t.names.write(name, chunk);
      flushFull(sink);
    }
    for (int position = 1; position < t.positions.end(); position++) {
      chunk.putByte(POSITION);
      position(position, chunk);
      flushFull(sink);
    }
    t.holds.forEach(
        hold -> {
          if (!t.holds.has(hold, Holds.LISTED)) {
            hold(hold, sink);
          }
        });
    t.ended.forEach(hold -> hold(hold, sink));
    for (int row = t.adjustments.oldest(); row != 0; row = t.adjustments.next(row)) {
      chunk.putByte(ADJUSTMENT);
      chunk.putLong(t.adjustments.high(row));
      chunk.putLong(t.adjustments.low(row));
      chunk.putLong(t.adjustments.delta(row));
      chunk.putLong(t.adjustments.madeMillis(row));
      flushFull(sink);
    }
    for (int row = 1; row < t.quotas.end(); row++) {
      chunk.putByte(QUOTA);
      quota(row, chunk);
      flushFull(sink);
    }
    sink.accept(chunk);
  }

  private void header() {
    chunk.putByte(HEADER);
    chunk.putInt(FORMAT);
    chunk.putInt(t.shard);
    chunk.putLong(t.epoch);
    chunk.putLong(t.sequence);
    chunk.putLong(t.time);
    chunk.putLong(t.catalogueVersion);
    chunk.putLong(t.oversold);
  }

  private void hold(int hold, Consumer<Frame> sink) {
    chunk.putByte(HOLD);
    HoldRecord.write(t, hold, chunk);
    flushFull(sink);
  }

  private void flushFull(Consumer<Frame> sink) {
    if (chunk.limit() >= CHUNK) {
      sink.accept(chunk);
      chunk.clear();
    }
  }

  void position(int position, Frame to) {
    Positions p = t.positions;
    to.putInt(p.sku(position));
    to.putInt(p.location(position));
    to.putLong(p.onHand(position));
    to.putLong(p.held(position));
    to.putLong(p.committed(position));
    to.putLong(p.undecided(position));
    to.putLong(p.safety(position));
    int countAt = to.limit();
    int count = 0;
    to.putInt(0);
    for (int s = p.source(position); s != 0; s = t.sources.next(s)) {
      count++;
      to.putInt(t.sources.name(s));
      to.putLong(t.sources.version(s));
      to.putLong(t.sources.quantity(s));
    }
    to.setInt(countAt, count);
  }

  void quota(int row, Frame to) {
    to.putInt(t.quotas.pool(row));
    to.putInt(t.quotas.sku(row));
    to.putLong(t.quotas.since(row));
    to.putLong(t.quotas.used(row));
    to.putLong(t.quotas.undecidedUnits(row));
  }

  /** Takes one chunk into tables that were empty before the first. */
  void read(Frame from, Fold fold) {
    while (from.hasRemaining()) {
      int type = from.getByte();
      switch (type) {
        case HEADER -> readHeader(from);
        case NAME -> {
          int length = from.getByte();
          t.names.add(from.array(), from.skip(length), length);
        }
        case POSITION -> readPosition(from);
        case HOLD -> readHold(from, fold);
        case ADJUSTMENT ->
            t.adjustments.add(
                from.getLong(), from.getLong(), from.getLong(), from.getLong(), t.sequence);
        case QUOTA -> {
          int row = t.quotas.findOrAdd(from.getInt(), from.getInt());
          t.quotas.restore(row, from.getLong(), from.getLong(), from.getLong());
        }
        default -> throw new IllegalStateException("snapshot record type " + type);
      }
    }
  }

  private void readHeader(Frame from) {
    int format = from.getInt();
    int shard = from.getInt();
    if (format != FORMAT || shard != t.shard) {
      throw new IllegalStateException(
          "a snapshot of format " + format + " and shard " + shard + " for shard " + t.shard);
    }
    t.epoch = from.getLong();
    t.sequence = from.getLong();
    t.time = from.getLong();
    t.catalogueVersion = from.getLong();
    t.oversold = from.getLong();
    t.wheel.start(t.time);
  }

  private void readPosition(Frame from) {
    Positions p = t.positions;
    int position = p.add(from.getInt(), from.getInt());
    p.setOnHand(position, from.getLong());
    p.addHeld(position, from.getLong());
    p.addCommitted(position, from.getLong());
    p.addUndecided(position, from.getLong());
    p.setSafety(position, from.getLong());
    int last = 0;
    for (int n = from.getInt(); n > 0; n--) {
      int source = t.sources.add(from.getInt(), 0);
      t.sources.set(source, from.getLong(), from.getLong());
      if (last == 0) {
        p.setSource(position, source);
      } else {
        t.sources.setNext(last, source);
      }
      last = source;
    }
  }

  void readHold(Frame from, Fold fold) {
    int hold = HoldRecord.read(t, from);
    boolean reopened = t.holds.has(hold, Holds.REOPENED);
    if (!t.holds.isIntent(hold) && t.holds.endMillis(hold) != 0 && !reopened) {
      t.ended.add(hold);
    } else {
      fold.joinLists(hold);
    }
  }
}
