package dev.holdfast.engine.rows;

import java.util.List;

/**
 * What a stretch of a shard's log changed, as it stood at the stretch's end.
 *
 * @param at how far it reaches
 * @param names new ones, in order
 * @param positions new or changed
 * @param holds new or changed; those of {@code sameLines} have the lines that they had before
 * @param sameLines keys of holds whose lines, units and marks did not change
 * @param gone keys of intents and openings that are no more
 * @param adjustments new
 * @param quotas new or changed
 * @param movements in the order of the log
 */
public record Changes(
    ShardRow at,
    List<NameRow> names,
    List<PositionRow> positions,
    List<HoldRow> holds,
    java.util.Set<HoldRow.Key> sameLines,
    List<HoldRow.Key> gone,
    List<AdjustmentRow> adjustments,
    List<QuotaRow> quotas,
    List<Movement> movements) {}
