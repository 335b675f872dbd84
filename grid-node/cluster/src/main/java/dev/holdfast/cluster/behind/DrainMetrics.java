package dev.holdfast.cluster.behind;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What a drainer measures. Safe for any thread. */
public final class DrainMetrics {
  private final MeterRegistry registry;
  private final Timer lag;
  private final Timer round;
  private final Counter effects;
  private final Counter failures;
  private final Lags lags = new Lags();

  public DrainMetrics(MeterRegistry registry) {
    this.registry = registry;
    lag =
        Timer.builder("holdfast.behind.lag")
            .description("From a batch's decision to the commit of its rows in PostgreSQL")
            .publishPercentiles(0.5, 0.99)
            .serviceLevelObjectives(
                Duration.ofMillis(25),
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                Duration.ofMillis(250),
                Duration.ofMillis(1_000),
                Duration.ofMillis(10_000),
                Duration.ofMillis(60_000))
            .register(registry);
    round =
        Timer.builder("holdfast.behind.round")
            .description("Time of one round of the drainer that wrote something")
            .publishPercentiles(0.5, 0.99)
            .register(registry);
    effects =
        Counter.builder("holdfast.behind.drained")
            .description("Effects written behind")
            .register(registry);
    failures =
        Counter.builder("holdfast.behind.failures")
            .description("Rounds that PostgreSQL did not take")
            .register(registry);
  }

  /** Shows how far a shard is behind. */
  void watch(ShardDrain shard) {
    String number = Integer.toString(shard.number());
    Gauge.builder("holdfast.behind.effects", shard, s -> s.figures().effectsBehind())
        .description("Effects that are not in PostgreSQL")
        .tag("shard", number)
        .register(registry);
    Gauge.builder("holdfast.behind.oldest.millis", shard, s -> s.figures().lagMillis())
        .description("How long the oldest effect that is not in PostgreSQL has waited")
        .tag("shard", number)
        .register(registry);
  }

  void drained(LogRecord record, long lagMillis) {
    lag.record(Math.max(0, lagMillis), TimeUnit.MILLISECONDS);
    lags.record(lagMillis, record.effects());
    effects.increment(record.effects());
  }

  void round(long nanos) {
    round.record(nanos, TimeUnit.NANOSECONDS);
  }

  void failed() {
    failures.increment();
  }

  /** The lag that 99 % of all effects did not exceed since the process began, in milliseconds. */
  public long lagP99Millis() {
    return lags.millisAt(0.99);
  }
}
