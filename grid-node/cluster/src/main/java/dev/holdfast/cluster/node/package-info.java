/**
 * A member: it recovers its shards from the journal, opens them under ratified epochs, serves them
 * behind {@link dev.holdfast.engine.StockGrid}, and keeps snapshots behind the log.
 */
@org.jspecify.annotations.NullMarked
package dev.holdfast.cluster.node;
