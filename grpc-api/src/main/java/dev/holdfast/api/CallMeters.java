package dev.holdfast.api;

import com.google.rpc.Code;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What the doors count: calls by method and code, refusals by reason, the time from a call to its
 * answer, calls in flight. No label grows with SKUs or holds. Safe for any thread.
 */
final class CallMeters {

  private static final Duration[] BUCKETS =
      micros(
          50,
          100,
          150,
          200,
          300,
          500,
          750,
          1_000,
          1_500,
          2_000,
          3_000,
          5_000,
          10_000,
          20_000,
          50_000,
          100_000,
          250_000,
          500_000,
          1_000_000,
          2_500_000,
          5_000_000,
          10_000_000);

  private final MeterRegistry registry;
  private final LongAdder inFlight = new LongAdder();
  private final Map<String, Method> methods = new ConcurrentHashMap<>();
  private final Map<String, Counter> refusals = new ConcurrentHashMap<>();

  CallMeters(MeterRegistry registry) {
    this.registry = registry;
    registry.gauge("holdfast.calls.in.flight", inFlight, LongAdder::sum);
  }

  void openStreams(Set<?> open) {
    registry.gauge("holdfast.streams.open", open, Set::size);
  }

  void openWatches(Set<?> open) {
    registry.gauge("holdfast.watches.open", open, Set::size);
  }

  /**
   * The meters of one method.
   *
   * @param name such as {@code CreateHold}, or {@code HoldStream.create} for a call in a stream
   */
  Method method(String name) {
    Method known = methods.get(name);
    return known != null ? known : methods.computeIfAbsent(name, Method::new);
  }

  void refused(String reason) {
    Counter known = refusals.get(reason);
    if (known == null) {
      known =
          refusals.computeIfAbsent(
              reason,
              key ->
                  Counter.builder("holdfast.refusals")
                      .description("Calls, items and lines of batches that were refused, by reason")
                      .tag("reason", key)
                      .register(registry));
    }
    known.increment();
  }

  private static Duration[] micros(long... micros) {
    Duration[] durations = new Duration[micros.length];
    for (int i = 0; i < micros.length; i++) {
      durations[i] = Duration.of(micros[i], ChronoUnit.MICROS);
    }
    return durations;
  }

  /** Counts the calls of one method. */
  final class Method {

    private final String name;
    private final Timer time;
    private final AtomicReferenceArray<@Nullable Counter> codes =
        new AtomicReferenceArray<>(Code.UNAUTHENTICATED_VALUE + 1);

    private Method(String name) {
      this.name = name;
      this.time =
          Timer.builder("holdfast.acknowledgement")
              .description("From a call's arrival to its answer")
              .tag("method", name)
              .serviceLevelObjectives(BUCKETS)
              .register(registry);
    }

    void started() {
      inFlight.increment();
    }

    void ended() {
      inFlight.decrement();
    }

    /**
     * An answer left.
     *
     * @param code of google.rpc.Code
     */
    void answered(int code, long nanos) {
      time.record(nanos, TimeUnit.NANOSECONDS);
      counter(code).increment();
    }

    /** A stream ended; how long it was open says nothing. */
    void streamEnded(int code) {
      counter(code).increment();
    }

    /** The registry answers the same counter to the same tags, so a race here does no harm. */
    private Counter counter(int code) {
      Counter known = codes.get(code);
      if (known == null) {
        known =
            Counter.builder("holdfast.calls")
                .description("Calls by method and google.rpc.Code")
                .tag("method", name)
                .tag("code", String.valueOf(Code.forNumber(code)))
                .register(registry);
        codes.set(code, known);
      }
      return known;
    }
  }
}
