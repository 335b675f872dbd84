package dev.holdfast.engine;

/**
 * Where an effect stands in the history of its shard; ordered by (epoch, sequence) within it.
 *
 * @param shard 0 to the number of shards - 1
 * @param epoch the ratified configuration, from 1
 * @param sequence gapless in its shard, from 1; 0 before the first effect
 */
public record Revision(int shard, long epoch, long sequence) {}
