package dev.holdfast.cluster.behind;

import dev.holdfast.engine.shard.Shard;

/** Folds shards from what the journal holds, apart from the serving ones. */
@FunctionalInterface
public interface Copies {

  /**
   * A copy with the limits of a {@link dev.holdfast.engine.shard.Projection}.
   *
   * @param upTo where a batch ended; not before the journal's snapshot
   */
  Shard copy(int shard, long upTo);
}
