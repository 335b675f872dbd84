package dev.holdfast.engine.shard;

import java.util.List;

/**
 * How the home of a basket stands to the intents of one attempt.
 *
 * @param epoch with {@code sequence}, the home's latest decision about the basket under the epoch
 *     of its owner; sequence 0 if it has decided nothing under it yet
 * @param state a state of {@link Holds}: OPENING while it is not decided, HELD or CONFIRMED while
 *     it lives, anything else: the intent is void
 * @param lines all lines of the basket, if the home knows them
 */
public record Settlement(long attempt, int epoch, long sequence, int state, List<Line> lines) {

  /** The state that ends an intent. */
  public static final int VOID = Holds.RELEASED;

  /** Shipped and cancelled units of each backing, in turn. */
  public record Line(int number, String sku, int[] places) {}

  /** The lines whose intent is at this shard. */
  public List<Line> linesOf(ShardMap shards, int shard) {
    return lines.stream().filter(line -> shards.shardOf(line.sku()) == shard).toList();
  }
}
