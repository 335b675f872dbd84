package dev.holdfast.jmh.quick;

import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** CreateHold beside the echo, a value per round. Not thread-safe. */
final class Latencies {
  /** How many times the echo's p50 a CreateHold's may take. */
  private static final double GOAL = 1.2;

  private final Figure echoP50 = new Figure();
  private final Figure echoP99 = new Figure();
  private final Figure unaryP50 = new Figure();
  private final Figure unaryP99 = new Figure();
  private final Figure ratioP50 = new Figure();
  private final Figure ratioP99 = new Figure();

  /** Adds a round: nanoseconds. */
  void add(Histogram echo, Histogram unary) {
    add(50, echo, echoP50, unary, unaryP50, ratioP50);
    add(99, echo, echoP99, unary, unaryP99, ratioP99);
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

  String text() {
    return String.format(
        Locale.ROOT,
        """
          empty echo, same server settings   p50 µs %s
                                             p99 µs %s
          CreateHold                         p50 µs %s
                                             p99 µs %s
          ratio, round by round              p50 %s goal %.1f
                                             p99 %s
        """,
        echoP50.text(0),
        echoP99.text(0),
        unaryP50.text(0),
        unaryP99.text(0),
        ratioP50.text(2),
        GOAL,
        ratioP99.text(2));
  }

  /** Adds the medians, under names with an ending. */
  void put(Map<String, Double> values, String ending) {
    values.put("echoLatencyMicrosP50" + ending, echoP50.median());
    values.put("echoLatencyMicrosP99" + ending, echoP99.median());
    values.put("unaryLatencyMicrosP50" + ending, unaryP50.median());
    values.put("unaryLatencyMicrosP99" + ending, unaryP99.median());
    values.put("unaryToEchoP50" + ending, ratioP50.median());
    values.put("unaryToEchoP99" + ending, ratioP99.median());
  }
}
