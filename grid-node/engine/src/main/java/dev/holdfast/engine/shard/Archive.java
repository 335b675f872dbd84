package dev.holdfast.engine.shard;

import org.jspecify.annotations.Nullable;

/** Ended holds and identities past the memory limit, on disk. One shard's, single writer. */
public interface Archive {

  /** The record last put under an identity, or null. */
  byte @Nullable [] find(long idHigh, long idLow);

  /**
   * Keeps a record, in place of an older one of the same identity.
   *
   * @param forgetMillis shard time from which {@link #forgetBefore} may drop it
   * @param length how many bytes of {@code record} count, from its start; they are copied
   */
  void put(long idHigh, long idLow, long forgetMillis, byte[] record, int length);

  /**
   * Drops records whose {@code forgetMillis} is before {@code millis}. A call drops a bounded
   * number; the next one goes on.
   *
   * @return whether there may be more
   */
  boolean forgetBefore(long millis);

  /** Keeps nothing: for copies made apart from the serving one. */
  static Archive none() {
    return EmptyArchive.INSTANCE;
  }
}
