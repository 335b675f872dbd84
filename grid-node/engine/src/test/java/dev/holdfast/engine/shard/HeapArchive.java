package dev.holdfast.engine.shard;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An archive in memory. */
final class HeapArchive implements Archive {

  private record Key(long high, long low) {}

  private record Kept(long forgetMillis, byte[] record) {}

  private final Map<Key, Kept> kept;

  HeapArchive() {
    kept = new HashMap<>();
  }

  /** Begins with what another one has. */
  HeapArchive(HeapArchive other) {
    kept = new HashMap<>(other.kept);
  }

  int size() {
    return kept.size();
  }

  @Override
  public byte @Nullable [] find(long idHigh, long idLow) {
    Kept found = kept.get(new Key(idHigh, idLow));
    return found == null ? null : found.record;
  }

  @Override
  public void put(long idHigh, long idLow, long forgetMillis, byte[] record, int length) {
    kept.put(new Key(idHigh, idLow), new Kept(forgetMillis, Arrays.copyOf(record, length)));
  }

  @Override
  public boolean forgetBefore(long millis) {
    kept.values().removeIf(entry -> entry.forgetMillis < millis);
    return false;
  }
}
