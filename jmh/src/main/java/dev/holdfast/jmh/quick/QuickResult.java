package dev.holdfast.jmh.quick;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What the rounds came to: medians, and how far the rounds were apart. Not thread-safe. */
public final class QuickResult {
  /** How many times the echo's p50 a CreateHold's may take. */
  private static final double GOAL = 1.2;

  private final Figure echoP50 = new Figure();
  private final Figure echoP99 = new Figure();
  private final Figure unaryP50 = new Figure();
  private final Figure unaryP99 = new Figure();
  private final Figure unaryRate = new Figure();
  private final Figure streamRate = new Figure();
  private final Figure ratioP50 = new Figure();
  private final Figure ratioP99 = new Figure();
  private final Figure rateRatio = new Figure();

  QuickResult() {}

  /** Adds a round of single calls: nanoseconds. */
  void addLatency(Histogram echo, Histogram unary) {
    add(50, echo, echoP50, unary, unaryP50, ratioP50);
    add(99, echo, echoP99, unary, unaryP99, ratioP99);
  }

  /** Adds a round with many calls in flight: answers a second. */
  void addRates(double unaryPerSecond, double streamPerSecond) {
    unaryRate.add(unaryPerSecond);
    streamRate.add(streamPerSecond);
    rateRatio.add(streamPerSecond / unaryPerSecond);
  }

  private static void add(
      double percentile,
      Histogram echo,
      Figure echoMicros,
      Histogram unary,
      Figure unaryMicros,
      Figure ratio) {
    double echoNanos = echo.getValueAtPercentile(percentile);
    double unaryNanos = unary.getValueAtPercentile(percentile);
    echoMicros.add(echoNanos / 1e3);
    unaryMicros.add(unaryNanos / 1e3);
    ratio.add(unaryNanos / echoNanos);
  }

  /** For people. */
  public String text() {
    return String.format(
        Locale.ROOT,
        """
        One client, one call at a time; median of %d alternating rounds (smallest to largest)
          empty echo, same server settings   p50 µs %s
                                             p99 µs %s
          CreateHold                         p50 µs %s
                                             p99 µs %s
          ratio, round by round              p50 %s goal %.1f
                                             p99 %s
        %d calls in flight
          CreateHold, single calls       holds a second %s
          SDK, hold stream               holds a second %s
          ratio, round by round                         %s
        """,
        QuickBench.ROUNDS,
        echoP50.text(0),
        echoP99.text(0),
        unaryP50.text(0),
        unaryP99.text(0),
        ratioP50.text(2),
        GOAL,
        ratioP99.text(2),
        QuickBench.IN_FLIGHT,
        unaryRate.text(0),
        streamRate.text(0),
        rateRatio.text(2));
  }

  /** For programs: medians, microseconds and holds a second. */
  public String json() {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("echoLatencyMicrosP50", echoP50.median());
    values.put("echoLatencyMicrosP99", echoP99.median());
    values.put("unaryLatencyMicrosP50", unaryP50.median());
    values.put("unaryLatencyMicrosP99", unaryP99.median());
    values.put("unaryToEchoP50", ratioP50.median());
    values.put("unaryToEchoP99", ratioP99.median());
    values.put("unaryHoldsPerSecond", unaryRate.median());
    values.put("streamHoldsPerSecond", streamRate.median());
    values.put("streamToUnary", rateRatio.median());
    StringBuilder json = new StringBuilder("{\n  \"rounds\": " + QuickBench.ROUNDS);
    values.forEach(
        (name, value) -> json.append(String.format(Locale.ROOT, ",%n  \"%s\": %.3f", name, value)));
    return json.append("\n}\n").toString();
  }
}
