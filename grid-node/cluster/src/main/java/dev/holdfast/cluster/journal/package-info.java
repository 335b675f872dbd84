/** What a member remembers on its own disk: each shard's log, snapshots and archive. */
@org.jspecify.annotations.NullMarked
package dev.holdfast.cluster.journal;
