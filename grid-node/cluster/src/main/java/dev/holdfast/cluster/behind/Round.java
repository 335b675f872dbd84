package dev.holdfast.cluster.behind;

import dev.holdfast.engine.catalogue.Catalogue;
import java.util.List;

/**
 * What is written in one transaction.
 *
 * @param catalogue not older than what its effects were decided by
 * @param stretches of different shards, by shard
 */
public record Round(Catalogue catalogue, List<Stretch> stretches) {}
