package dev.holdfast.engine.shard;

/** The part of {@link Fold} that counts and adjusts positions. Single writer. */
final class StockFold {
  private final Tables t;
  private final Positions positions;

  StockFold(Tables tables) {
    this.t = tables;
    this.positions = tables.positions;
  }

  void count(Frame from) {
    int position = position(from.getInt(), from.getInt());
    positions.setOnHand(position, from.getLong());
    long safety = from.getLong();
    if (safety >= 0) {
      positions.setSafety(position, safety);
    }
    int name = from.getInt();
    int source = source(position, name);
    t.sources.set(source, from.getLong(), from.getLong());
  }

  private int position(int sku, int location) {
    int position = positions.find(sku, location);
    return position != 0 ? position : positions.add(sku, location);
  }

  /** The source of this name, moved to the front of the position's chain. */
  private int source(int position, int name) {
    int head = positions.source(position);
    int before = 0;
    int row = head;
    while (row != 0 && t.sources.name(row) != name) {
      before = row;
      row = t.sources.next(row);
    }
    if (row == 0) {
      row = t.sources.add(name, head);
    } else if (before != 0) {
      t.sources.setNext(before, t.sources.next(row));
      t.sources.setNext(row, head);
    }
    positions.setSource(position, row);
    return row;
  }

  void adjust(Frame from) {
    int position = position(from.getInt(), from.getInt());
    long delta = from.getLong();
    positions.setOnHand(position, positions.onHand(position) + delta);
    t.adjustments.add(from.getLong(), from.getLong(), delta, t.time, t.sequence);
    t.ended.came();
    from.skip(from.getByte());
  }
}
