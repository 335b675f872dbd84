package dev.holdfast.cluster.behind;

import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What tells a member's rows in the ledger from another's.
 *
 * @param member who drains
 * @param members all of the grid, as our control group knows them
 * @param marks how far shards are drained, for starts without PostgreSQL
 * @param close hears why the shards must not be served any longer, on the drainer's thread
 */
public record Ownership(
    UUID member,
    Supplier<? extends Set<UUID>> members,
    DrainedMarks marks,
    Consumer<String> close) {}
