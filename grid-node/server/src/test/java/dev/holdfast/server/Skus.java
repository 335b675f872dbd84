package dev.holdfast.server;

import dev.holdfast.engine.shard.ShardMap;
import java.util.ArrayList;
import java.util.List;

/** SKUs that are known to share a shard of eight, or to share none. */
final class Skus {
  private static final ShardMap SHARDS = new ShardMap(8);

  private Skus() {}

  static List<String> together(String prefix, int count) {
    return find(prefix, count, false);
  }

  /** In ascending order of shards; at most 8. */
  static List<String> apart(String prefix, int count) {
    return find(prefix, count, true);
  }

  private static List<String> find(String prefix, int count, boolean apart) {
    List<String> found = new ArrayList<>();
    for (int i = 0; found.size() < count; i++) {
      String sku = prefix + "-" + i;
      if (SHARDS.shardOf(sku) == (apart ? found.size() : 0)) {
        found.add(sku);
      }
    }
    return found;
  }
}
