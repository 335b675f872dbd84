/**
 * A shard at its owner: calls gather, are decided in batches, journaled, and answered once
 * committed.
 *
 * <p>Nothing here starts a thread, reads a clock or opens a file: executors, {@link
 * dev.holdfast.cluster.host.Clock}, the journal and {@link dev.holdfast.cluster.host.Peers} are
 * handed in, so that a simulator can hand in its own.
 */
@org.jspecify.annotations.NullMarked
package dev.holdfast.cluster.host;
