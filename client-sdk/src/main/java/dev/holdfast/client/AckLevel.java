package dev.holdfast.client;

/** How far a change has got when its answer leaves the grid. */
public enum AckLevel {
  /** In memory and in the page-cache journal of every copy: survives the death of every process. */
  REPLICATED,
  /** On the disk of every copy: survives the power loss of every machine. */
  SYNCED
}
