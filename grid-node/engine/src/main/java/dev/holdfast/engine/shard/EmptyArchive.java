package dev.holdfast.engine.shard;

import org.jspecify.annotations.Nullable;

/** Keeps nothing. */
enum EmptyArchive implements Archive {
  INSTANCE;

  @Override
  public byte @Nullable [] find(long idHigh, long idLow) {
    return null;
  }

  @Override
  public void put(long idHigh, long idLow, long forgetMillis, byte[] record, int length) {
    // What is put here is not needed again.
  }

  @Override
  public boolean forgetBefore(long millis) {
    // There is nothing to forget.
    return false;
  }
}
