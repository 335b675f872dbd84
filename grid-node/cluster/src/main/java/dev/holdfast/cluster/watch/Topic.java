package dev.holdfast.cluster.watch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A SKU of a pool at its shard, and the watches that want to know of it. Worked out once for all of
 * them. Each field belongs to the hub, or to the visit of the lane that the hub waits for.
 */
final class Topic {

  /** Names a topic at its shard. */
  record Key(int pool, String sku) {}

  /** A watch, and the topic's place in it. */
  record Subscription(Watch watch, int slot) {}

  final Key key;

  // The hub's.
  final List<Subscription> subscriptions = new ArrayList<>(1);

  /** Whether {@link #available} has been worked out. */
  boolean known;

  long available;

  /** The latest effect that {@link #available} shows. */
  long sequence;

  // The visit's.
  /** The SKU's number at the shard; -1 while the shard has never seen it. */
  int number = -1;

  /** The next topic of the same SKU. */
  @Nullable Topic next;

  boolean queued;

  /** No watch wants it any more. */
  boolean gone;

  /** The value that the hub knows of. */
  long told = Long.MIN_VALUE;

  Topic(Key key) {
    this.key = key;
  }
}
