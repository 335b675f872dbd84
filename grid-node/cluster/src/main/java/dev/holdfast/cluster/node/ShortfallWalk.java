package dev.holdfast.cluster.node;

import dev.holdfast.engine.Shortfall;
import dev.holdfast.engine.ShortfallQuery;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.shard.Shard;
import dev.holdfast.engine.shard.ShortfallListing;
import org.jspecify.annotations.Nullable;

/**
 * Gathers one page of shortfalls: in each shard first the positions, then one look at all holds for
 * those that stand there.
 */
final class ShortfallWalk extends Walk<Shortfall> {
  private final ShortfallQuery query;

  /** What was found in the shard at hand. */
  private @Nullable ShortfallListing found;

  /** The next hold to look at, or 0 while positions are looked for. */
  private int hold;

  /** The position to go on with when the holds are done. */
  private int position;

  /** For a SKU its shard is the only one. */
  ShortfallWalk(Ground ground, ShortfallQuery query, int from, int end, long deadlineNanos) {
    super(ground, from, end, deadlineNanos);
    this.query = query;
  }

  @Override
  int visit(Shard at, Catalogue catalogue, int from) {
    if (found == null) {
      found = at.view().shortfalls();
    }
    if (hold == 0) {
      int room = query.most() - items.size();
      position = found.positions(query, catalogue, from, room);
      if (position != 0 && found.count() < room) {
        return position;
      }
      hold = found.count() == 0 ? 0 : 1;
    } else {
      hold = found.standing(hold);
    }
    if (hold != 0) {
      return from;
    }
    items.addAll(found.shortfalls());
    found = null;
    return position;
  }

  @Override
  boolean isFull() {
    return items.size() >= query.most();
  }

  /** Not between a position and its holds. */
  @Override
  boolean mayStop() {
    return found == null || found.count() == 0;
  }
}
