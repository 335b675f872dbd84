package dev.holdfast.cluster.behind;

/**
 * A record of the journal, as the ledger keeps it.
 *
 * @param timeMillis shard time of its batch, UTC epoch milliseconds
 * @param bytes holds {@code length} bytes of the record from {@code offset}
 */
public record LogRecord(
    long epoch, long first, long last, long timeMillis, byte[] bytes, int offset, int length) {

  public long effects() {
    return last - first + 1;
  }
}
