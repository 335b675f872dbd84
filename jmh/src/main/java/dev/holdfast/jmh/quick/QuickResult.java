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

  QuickResult() {}

  void echo(Histogram nanos) {
    echoP50.add(nanos.getValueAtPercentile(50) / 1e3);
    echoP99.add(nanos.getValueAtPercentile(99) / 1e3);
  }

  void unary(Histogram nanos) {
    unaryP50.add(nanos.getValueAtPercentile(50) / 1e3);
    unaryP99.add(nanos.getValueAtPercentile(99) / 1e3);
  }

  void unaryRate(double perSecond) {
    unaryRate.add(perSecond);
  }

  void streamRate(double perSecond) {
    streamRate.add(perSecond);
  }

  private double p50Ratio() {
    return unaryP50.median() / echoP50.median();
  }

  private double p99Ratio() {
    return unaryP99.median() / echoP99.median();
  }

  private double rateRatio() {
    return streamRate.median() / unaryRate.median();
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
          ratio                              p50 %.2f (goal %.1f), p99 %.2f
        %d calls in flight
          CreateHold, single calls       holds a second %s
          SDK, hold stream               holds a second %s
          ratio                              %.1f
        """,
        QuickBench.ROUNDS,
        echoP50,
        echoP99,
        unaryP50,
        unaryP99,
        p50Ratio(),
        GOAL,
        p99Ratio(),
        QuickBench.IN_FLIGHT,
        unaryRate,
        streamRate,
        rateRatio());
  }

  /** For programs: medians, microseconds and holds a second. */
  public String json() {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("echoLatencyMicrosP50", echoP50.median());
    values.put("echoLatencyMicrosP99", echoP99.median());
    values.put("unaryLatencyMicrosP50", unaryP50.median());
    values.put("unaryLatencyMicrosP99", unaryP99.median());
    values.put("unaryToEchoP50", p50Ratio());
    values.put("unaryToEchoP99", p99Ratio());
    values.put("unaryHoldsPerSecond", unaryRate.median());
    values.put("streamHoldsPerSecond", streamRate.median());
    values.put("streamToUnary", rateRatio());
    StringBuilder json = new StringBuilder("{\n  \"rounds\": " + QuickBench.ROUNDS);
    values.forEach(
        (name, value) -> json.append(String.format(Locale.ROOT, ",%n  \"%s\": %.3f", name, value)));
    return json.append("\n}\n").toString();
  }
}
