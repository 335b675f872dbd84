package dev.holdfast.cluster.host;

/**
 * Shard time: goes on from the last value that the log knows, by the monotonic clock. The outage
 * before a cold start is added by the wall clock, never less than zero; after that a wall clock
 * that jumps moves no deadline. Immutable.
 */
public final class ShardClock {
  private final Clock clock;
  private final long startMillis;
  private final long startNanos;

  /** Starts at the later of the log's last time and the wall clock, UTC epoch milliseconds. */
  public ShardClock(Clock clock, long lastMillis) {
    this.clock = clock;
    this.startMillis = Math.max(lastMillis, clock.wallMillis());
    this.startNanos = clock.nanos();
  }

  /** UTC epoch milliseconds. */
  public long millis() {
    return startMillis + (clock.nanos() - startNanos) / 1_000_000;
  }
}
