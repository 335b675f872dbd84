package dev.holdfast.cluster.behind;

/**
 * How a drainer goes about it.
 *
 * @param periodMillis between the starts of two rounds, unless one takes longer
 * @param effects of all shards in a round, give or take a record of the journal
 * @param bytes of all their records in a round
 * @param leastPauseMillis after the first failure; doubled after each further one
 * @param mostPauseMillis after a failure
 */
public record DrainLimits(
    long periodMillis, int effects, long bytes, long leastPauseMillis, long mostPauseMillis) {

  public static final DrainLimits DEFAULT = new DrainLimits(20, 20_000, 8 << 20, 100, 2_000);
}
