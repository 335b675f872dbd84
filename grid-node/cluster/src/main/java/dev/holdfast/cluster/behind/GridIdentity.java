package dev.holdfast.cluster.behind;

import java.util.UUID;

/**
 * Whose rows a store holds.
 *
 * @param id made when the control group is created
 * @param shards how many the grid has
 */
public record GridIdentity(UUID id, int shards) {}
