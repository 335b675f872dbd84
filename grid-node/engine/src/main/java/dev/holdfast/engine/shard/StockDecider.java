package dev.holdfast.engine.shard;

import dev.holdfast.engine.Reason;
import dev.holdfast.engine.catalogue.PoolPlan;

/** Decides counts and adjustments, and reads what is there. */
final class StockDecider {
  /** Tells adjustment ids from hold ids in the archive. */
  private static final long ADJUSTMENT_SEED = 0x41646a7573744964L;

  /** Units at one position, by count or by adjustment. */
  static final long MOST_ON_HAND = 1_000_000_000;

  private final Desk d;
  private final Tables t;
  private final Hash128 id = new Hash128();
  private final Frame identity = new Frame(256);

  StockDecider(Desk desk) {
    d = desk;
    t = desk.t;
  }

  void count(Frame in, int ack) {
    int start = in.cursor();
    Desk.skipText(in);
    int location = in.getInt();
    long units = in.getLong();
    int sourceAt = in.cursor();
    Desk.skipText(in);
    long version = in.getLong();
    boolean takeover = in.getByte() != 0;
    long safety = in.getLong();
    boolean synced = ack == Commands.ACK_SYNCED;
    if (!d.catalogue.exists(location)) {
      d.outcomes.refused(Reason.LOCATION_NOT_FOUND, -1, synced);
      return;
    }
    in.seek(start);
    int sku = d.find(in);
    in.seek(sourceAt);
    int name = d.find(in);
    int position = sku < 0 ? 0 : t.positions.find(sku, location);
    if (position != 0 && t.positions.source(position) != 0) {
      int head = t.positions.source(position);
      int known = name < 0 ? 0 : source(position, name);
      boolean other = head != known;
      boolean stale = known != 0 && isStale(known, version, units);
      if ((other && !takeover) || stale) {
        d.outcomes.refused(Reason.STALE_SOURCE_VERSION, -1, synced);
        return;
      }
      if (known != 0 && version == t.sources.version(known)) {
        if (safety >= 0 && safety != t.positions.safety(position)) {
          keepCount(sku, location, position, safety);
        }
        position(position, synced);
        return;
      }
    }
    in.seek(start);
    sku = d.findOrName(in);
    in.seek(sourceAt);
    name = d.findOrName(in);
    d.effects.count(sku, location, units, safety, name, version, units);
    position(t.positions.find(sku, location), synced);
  }

  /** A repeated count changes no stock, whoever counted since; the safety stock may be new. */
  private void keepCount(int sku, int location, int position, long safety) {
    int head = t.positions.source(position);
    d.effects.count(
        sku,
        location,
        t.positions.onHand(position),
        safety,
        t.sources.name(head),
        t.sources.version(head),
        t.sources.quantity(head));
  }

  private boolean isStale(int source, long version, long units) {
    long known = t.sources.version(source);
    return version < known || (version == known && units != t.sources.quantity(source));
  }

  private int source(int position, int name) {
    int row = t.positions.source(position);
    while (row != 0 && t.sources.name(row) != name) {
      row = t.sources.next(row);
    }
    return row;
  }

  void adjust(Frame in, int ack) {
    int start = in.cursor();
    int sku = d.find(in);
    int location = in.getInt();
    long delta = in.getLong();
    int idLength = in.getByte();
    int idAt = in.skip(idLength);
    int whyLength = in.getByte();
    int whyAt = in.skip(whyLength);
    boolean synced = ack == Commands.ACK_SYNCED;
    if (!d.catalogue.exists(location)) {
      d.outcomes.refused(Reason.LOCATION_NOT_FOUND, -1, synced);
      return;
    }
    identify(in, start, location, idAt, idLength);
    long known = t.ended.adjustment(id.high, id.low);
    int position = sku < 0 ? 0 : t.positions.find(sku, location);
    if (known != 0) {
      if (known == delta && position != 0) {
        position(position, synced);
      } else {
        d.outcomes.refused(Reason.ADJUSTMENT_ID_REUSED, -1, synced);
      }
      return;
    }
    long onHand = position == 0 ? 0 : t.positions.onHand(position);
    if (onHand + delta < 0) {
      d.outcomes.openRefused(Reason.INSUFFICIENT_STOCK, -1, false, synced);
      d.outcomes.shortage(in.array(), start, location, -delta, onHand);
      d.outcomes.closeRefused(1);
      return;
    }
    if (onHand + delta > MOST_ON_HAND) {
      d.outcomes.refused(Reason.INVALID_DELTA, -1, synced);
      return;
    }
    in.seek(start);
    sku = d.findOrName(in);
    d.effects.adjust(sku, location, delta, id, in.array(), whyAt, whyLength);
    position(t.positions.find(sku, location), synced);
  }

  private void identify(Frame in, int skuAt, int location, int idAt, int idLength) {
    identity.clear();
    identity.putInt(location);
    identity.putBytes(in.array(), skuAt, 1 + (in.array()[skuAt] & 0xff));
    identity.putBytes(in.array(), idAt, idLength);
    id.of(identity.array(), 0, identity.limit(), ADJUSTMENT_SEED);
  }

  private void position(int position, boolean synced) {
    Frame out = d.outcomes.open(OutcomeType.POSITION, synced);
    revision(out);
    writePosition(position, out);
    d.outcomes.close();
  }

  private void revision(Frame out) {
    out.putInt(t.shard);
    out.putLong(t.epoch);
    out.putLong(t.sequence);
  }

  private void writePosition(int position, Frame out) {
    out.putInt(t.positions.location(position));
    out.putLong(t.positions.onHand(position));
    out.putLong(Allocation.safety(t, d.catalogue, position));
    out.putLong(t.positions.held(position));
    out.putLong(t.positions.committed(position));
  }

  /** What a pool can sell of some SKUs. */
  void availability(Frame in) {
    int pool = in.getInt();
    boolean detail = in.getByte() != 0;
    PoolPlan plan = d.plan(pool);
    if (plan == null) {
      d.outcomes.refused(Reason.POOL_NOT_FOUND, -1, false);
      return;
    }
    int[] order = plan.order(0);
    Frame out = d.outcomes.open(OutcomeType.AVAILABILITY, false);
    revision(out);
    int count = in.getInt();
    out.putInt(count);
    for (int i = 0; i < count; i++) {
      int sku = d.find(in);
      out.putLong(Sellable.units(t, d.catalogue, plan, sku));
      int positionsAt = out.limit();
      int positions = 0;
      out.putInt(0);
      for (int k = 0; detail && sku >= 0 && k < order.length; k++) {
        int position = t.positions.find(sku, order[k]);
        if (position != 0) {
          writePosition(position, out);
          positions++;
        }
      }
      out.setInt(positionsAt, positions);
    }
    d.outcomes.close();
  }

  /** Refuses if anything stands at a location. */
  void locationUse(Frame in) {
    int location = in.getInt();
    for (int p = 1; p < t.positions.end(); p++) {
      boolean used =
          t.positions.onHand(p) != 0 || t.positions.held(p) != 0 || t.positions.committed(p) != 0;
      if (used && t.positions.location(p) == location) {
        d.outcomes.refused(Reason.LOCATION_IN_USE, -1, false);
        return;
      }
    }
    d.outcomes.plain(OutcomeType.DONE, false);
  }
}
