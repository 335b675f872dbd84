package dev.holdfast.engine;

/** How far a change has got when its answer leaves; a higher level includes the lower one. */
public enum AckLevel {
  /** In memory and in the page-cache journal of every copy: survives kill -9 of every process. */
  REPLICATED,
  /** Flushed to the disk of every copy: survives power loss of every machine. */
  SYNCED
}
