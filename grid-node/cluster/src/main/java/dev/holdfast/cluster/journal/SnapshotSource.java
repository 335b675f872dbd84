package dev.holdfast.cluster.journal;

import org.jspecify.annotations.Nullable;

/** Gives a snapshot, a chunk at a time. */
@FunctionalInterface
public interface SnapshotSource {

  /** The next chunk, of 1 to {@link Journal#MAX_CHUNK_BYTES} bytes, or null after the last one. */
  byte @Nullable [] next();
}
