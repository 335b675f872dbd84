package dev.holdfast.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A virtual inventory pool: which locations a channel sells from, in which order.
 *
 * @param id 1 to 64 of {@code A-Za-z0-9._~-}
 * @param locations location ids in rank order, each once
 * @param defaultHoldLife 1 s to 7 days; empty: 15 minutes
 * @param longestHoldLife 1 s to 7 days; empty: 7 days
 * @param defaultAck empty: REPLICATED
 * @param etag of the version read; empty in an update: whatever is there
 */
public record Pool(
    String id,
    List<String> locations,
    List<Quota> quotas,
    List<RegionRank> regionRanks,
    Optional<Duration> defaultHoldLife,
    Optional<Duration> longestHoldLife,
    Optional<AckLevel> defaultAck,
    String etag) {

  public Pool {
    locations = List.copyOf(locations);
    quotas = List.copyOf(quotas);
    regionRanks = List.copyOf(regionRanks);
  }

  /** A pool of these locations, best first, and otherwise the grid's defaults. */
  public static Pool of(String id, String... locations) {
    return new Pool(
        id,
        List.of(locations),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "");
  }

  /** The same pool with these locations, best first. */
  public Pool withLocations(List<String> ranked) {
    return new Pool(
        id, ranked, quotas, regionRanks, defaultHoldLife, longestHoldLife, defaultAck, etag);
  }

  /** The same pool with these caps and no others. */
  public Pool withQuotas(List<Quota> caps) {
    return new Pool(
        id, locations, caps, regionRanks, defaultHoldLife, longestHoldLife, defaultAck, etag);
  }

  /** The same pool with these region orders and no others. */
  public Pool withRegionRanks(List<RegionRank> ranks) {
    return new Pool(
        id, locations, quotas, ranks, defaultHoldLife, longestHoldLife, defaultAck, etag);
  }

  /** The same pool with these lives of a hold, each 1 s to 7 days. */
  public Pool withHoldLife(Duration byDefault, Duration longest) {
    return new Pool(
        id,
        locations,
        quotas,
        regionRanks,
        Optional.of(byDefault),
        Optional.of(longest),
        defaultAck,
        etag);
  }

  /** The same pool with this level for requests that name none. */
  public Pool withDefaultAck(AckLevel level) {
    return new Pool(
        id,
        locations,
        quotas,
        regionRanks,
        defaultHoldLife,
        longestHoldLife,
        Optional.of(level),
        etag);
  }
}
