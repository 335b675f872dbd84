package dev.holdfast.cluster.host;

/**
 * What a shard's owner takes on.
 *
 * @param queued calls waiting for one shard; more are refused as OVERLOADED
 * @param batch commands decided together
 * @param parked calls waiting for baskets to be decided
 * @param parkMillis how long a call may wait for them
 */
public record HostLimits(int queued, int batch, int parked, long parkMillis) {
  public static final HostLimits DEFAULT = new HostLimits(65_536, 1_024, 4_096, 2_000);
}
