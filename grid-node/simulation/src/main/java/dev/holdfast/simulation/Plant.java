package dev.holdfast.simulation;

/** Faults outside the promises, each of which the checks must find. */
enum Plant {
  NONE,
  /** The page cache forgets the last append when the process dies. */
  LOST_APPEND,
  /** A sync returns before anything is on disk. */
  LYING_SYNC,
  /** A power loss cuts each shard's log at a place of its own. */
  SHARD_CUTS,
  /** A snapshot is gone when the process dies, and the log was trimmed up to it. */
  LOST_SNAPSHOT,
  /** Settlements never reach one of the shards. */
  LOST_SETTLEMENTS,
  /** A member serves without having settled what was open when it died. */
  UNSETTLED_START,
  /** The monotonic clock follows the wall clock's jumps. */
  JUMPING_CLOCK
}
