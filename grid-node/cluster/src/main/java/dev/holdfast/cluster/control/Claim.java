package dev.holdfast.cluster.control;

/**
 * A compare-and-set on a shard's configuration.
 *
 * @param expectedEpoch the epoch that must still be the ratified one; 0 if there is none yet
 * @param next what to ratify; its epoch is {@code expectedEpoch} + 1
 */
public record Claim(long expectedEpoch, ShardConfiguration next) {}
