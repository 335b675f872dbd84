package dev.holdfast.cluster.behind;

import java.util.Optional;
import java.util.UUID;

/**
 * What the ledger has of a shard, for a journal that ends at some effect.
 *
 * @param watermark where its rows stand
 * @param effectEpoch the epoch of the effect that it stands at
 * @param member who drains it; empty before the first
 * @param record of the log: the one with the last effect that the journal and the ledger may both
 *     have, or the next that the ledger still keeps
 */
public record Witness(
    Watermark watermark, long effectEpoch, Optional<UUID> member, Optional<Print> record) {

  /**
   * A record of the log, to be compared.
   *
   * @param md5 of its bytes, in hex
   */
  public record Print(long epoch, long first, long last, String md5) {}

  public int shard() {
    return watermark.shard();
  }
}
