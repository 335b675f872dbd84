package dev.holdfast.client;

/**
 * Where an effect stands in the history of its shard. Revisions of one shard are ordered by epoch,
 * then sequence; revisions of different shards are not ordered.
 */
public record Revision(int shard, long epoch, long sequence) {}
