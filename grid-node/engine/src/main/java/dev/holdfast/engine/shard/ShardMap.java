package dev.holdfast.engine.shard;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Where a SKU lives. Part of the data format: the number of shards is fixed when a cluster is
 * created and the hash never changes.
 */
public final class ShardMap {
  private final int shards;

  /** For 1 to 9,999 shards. */
  public ShardMap(int shards) {
    if (shards < 1 || shards > 9_999) {
      throw new IllegalArgumentException("shards is " + shards + "; it must be 1 to 9999");
    }
    this.shards = shards;
  }

  public int shards() {
    return shards;
  }

  /** 64-bit FNV-1a, finished by MurmurHash3's fmix64. */
  public static long hash(byte[] utf8, int offset, int length) {
    long h = 0xcbf29ce484222325L;
    for (int i = offset; i < offset + length; i++) {
      h = (h ^ (utf8[i] & 0xff)) * 0x100000001b3L;
    }
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }

  public static long hash(String sku) {
    byte[] utf8 = sku.getBytes(StandardCharsets.UTF_8);
    return hash(utf8, 0, utf8.length);
  }

  public int shardOf(String sku) {
    return shardOf(hash(sku));
  }

  /** Of a SKU's {@link #hash}. */
  public int shardOf(long hash) {
    return (int) Long.remainderUnsigned(hash, shards);
  }

  /**
   * The home of a basket: the shard of its smallest SKU, ordered by hash, so that large baskets
   * spread over all shards.
   */
  public int homeOf(List<String> skus) {
    long smallest = hash(skus.get(0));
    for (int i = 1; i < skus.size(); i++) {
      long hash = hash(skus.get(i));
      if (Long.compareUnsigned(hash, smallest) < 0) {
        smallest = hash;
      }
    }
    return shardOf(smallest);
  }
}
