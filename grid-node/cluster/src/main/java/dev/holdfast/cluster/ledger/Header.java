package dev.holdfast.cluster.ledger;

import dev.holdfast.engine.shard.Frame;

/**
 * What a record of the log begins with, as the engine writes it.
 *
 * @param timeMillis shard time of the batch, UTC epoch milliseconds
 * @param catalogueVersion of pools and locations that it was decided under
 */
record Header(long epoch, long first, int count, long timeMillis, long catalogueVersion) {
  static final int BYTES = 36;

  static Header of(byte[] record, int offset) {
    Frame frame = Frame.wrap(record, offset + BYTES);
    frame.seek(offset);
    return new Header(
        frame.getLong(), frame.getLong(), frame.getInt(), frame.getLong(), frame.getLong());
  }
}
