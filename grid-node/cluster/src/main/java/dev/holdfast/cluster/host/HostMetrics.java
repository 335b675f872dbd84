package dev.holdfast.cluster.host;

import dev.holdfast.engine.shard.ExpiryListener;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** What the owners of shards measure, all shards together. Safe for any thread. */
public final class HostMetrics implements ExpiryListener {
  private final Timer decision;
  private final Timer append;
  private final Timer commit;
  private final DistributionSummary batch;
  private final Timer lateness;

  private final MeterRegistry registry;

  public HostMetrics(MeterRegistry registry) {
    this.registry = registry;
    decision =
        Timer.builder("holdfast.decision")
            .description("Time to decide one batch")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofNanos(1_000))
            .maximumExpectedValue(Duration.ofMillis(100))
            .register(registry);
    append =
        Timer.builder("holdfast.journal.append")
            .description("Time to append one batch of effects to the journal")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofNanos(1_000))
            .maximumExpectedValue(Duration.ofSeconds(1))
            .register(registry);
    commit =
        Timer.builder("holdfast.journal.sync")
            .description("Time of one flush to disk for SYNCED answers")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofNanos(10_000))
            .maximumExpectedValue(Duration.ofSeconds(10))
            .register(registry);
    batch =
        DistributionSummary.builder("holdfast.batch.commands")
            .description("Commands decided together")
            .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
            .register(registry);
    lateness =
        Timer.builder("holdfast.expiry.lateness")
            .description("How long after its deadline a hold was expired, in shard time")
            .publishPercentiles(0.5, 0.99, 0.999)
            .serviceLevelObjectives(
                Duration.ofMillis(1),
                Duration.ofMillis(5),
                Duration.ofMillis(10),
                Duration.ofMillis(25),
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                Duration.ofMillis(1_000))
            .register(registry);
  }

  /** Shows how many holds and positions these hosts keep. */
  public void watch(List<ShardHost> hosts) {
    gauge("holdfast.holds.live", "Holds and intents with units", hosts, f -> f.liveHolds());
    gauge("holdfast.holds.ended", "Ended holds in memory", hosts, f -> f.endedHolds());
    gauge("holdfast.positions", "Positions that were ever counted", hosts, f -> f.positions());
    gauge("holdfast.baskets.undecided", "Intents that wait", hosts, f -> f.undecided());
  }

  private void gauge(
      String name,
      String meaning,
      List<ShardHost> hosts,
      ToLongFunction<ShardHost.Figures> figure) {
    Gauge.builder(
            name,
            hosts,
            all -> all.stream().mapToLong(host -> figure.applyAsLong(host.figures())).sum())
        .description(meaning)
        .register(registry);
  }

  void batch(int commands) {
    batch.record(commands);
  }

  void decided(long nanos) {
    decision.record(nanos, TimeUnit.NANOSECONDS);
  }

  void appended(long nanos) {
    append.record(nanos, TimeUnit.NANOSECONDS);
  }

  void synced(long nanos) {
    commit.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void expired(long lateMillis) {
    lateness.record(lateMillis, TimeUnit.MILLISECONDS);
  }
}
