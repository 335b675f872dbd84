/** Replicated, journaled shards on Hazelcast membership and a Raft control group. */
@NullMarked
package dev.holdfast.cluster;

import org.jspecify.annotations.NullMarked;
