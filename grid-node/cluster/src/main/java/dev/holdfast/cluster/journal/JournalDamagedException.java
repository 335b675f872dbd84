package dev.holdfast.cluster.journal;

import org.jspecify.annotations.Nullable;

/** What is on disk is not what was written: a hole, a bad checksum, a file cut or gone. */
public final class JournalDamagedException extends RuntimeException {

  public JournalDamagedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  static JournalDamagedException at(int shard, long sequence, String what) {
    return at(shard, sequence, what, null);
  }

  static JournalDamagedException at(
      int shard, long sequence, String what, @Nullable Throwable cause) {
    return new JournalDamagedException(
        "shard " + shard + ", sequence " + sequence + ": " + what, cause);
  }
}
