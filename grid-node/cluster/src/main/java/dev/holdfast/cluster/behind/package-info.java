/**
 * What is written behind the grid into PostgreSQL, and read back from there. A drainer reads what
 * the journal has committed, folds it apart from the serving shards, and writes what changed; no
 * call waits for it.
 */
@org.jspecify.annotations.NullMarked
package dev.holdfast.cluster.behind;
