package dev.holdfast.cluster.behind;

import dev.holdfast.engine.catalogue.Catalogue;
import java.util.List;

/**
 * What is written in one transaction.
 *
 * @param catalogue not older than what its effects were decided by
 * @param before versions before it that may not be written yet, the oldest first
 * @param stretches of different shards, by shard
 */
public record Round(Catalogue catalogue, List<Catalogue> before, List<Stretch> stretches) {}
