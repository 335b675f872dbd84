package dev.holdfast.engine;

import java.util.List;
import java.util.Optional;

/**
 * One page of a list.
 *
 * @param next where the list goes on; empty at its end, also if this page is short or empty
 */
public record Listed<T>(List<T> items, Optional<Cursor> next) {

  /**
   * A place in a list that goes through the shards in their order. It means nothing to callers and
   * holds for one epoch: whoever opens a shard afresh lays out its rows anew.
   *
   * @param row the next one to look at, from 1
   */
  public record Cursor(int shard, long epoch, int row) {}
}
