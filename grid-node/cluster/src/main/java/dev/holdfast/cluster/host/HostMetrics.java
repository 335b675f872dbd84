package dev.holdfast.cluster.host;

import dev.holdfast.engine.shard.ExpiryListener;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What the owners of shards measure, all shards together. Safe for any thread. */
public final class HostMetrics implements ExpiryListener {
  private final Timer decision;
  private final Timer append;
  private final Timer commit;
  private final DistributionSummary batch;
  private final Timer lateness;

  public HostMetrics(MeterRegistry registry) {
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

  void decided(int commands, long nanos) {
    decision.record(nanos, TimeUnit.NANOSECONDS);
    batch.record(commands);
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
