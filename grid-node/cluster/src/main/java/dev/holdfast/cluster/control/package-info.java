/** The control group: who may own and copy which shard, and the catalogue; ratified by Raft. */
@org.jspecify.annotations.NullMarked
package dev.holdfast.cluster.control;
