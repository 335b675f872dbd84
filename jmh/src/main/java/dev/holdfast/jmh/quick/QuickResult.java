package dev.holdfast.jmh.quick;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What the rounds came to: medians, and how far the rounds were apart. Not thread-safe. */
public final class QuickResult {
  private final Latencies plain = new Latencies();
  private final Latencies whole = new Latencies();
  private final Figure unaryRate = new Figure();
  private final Figure streamRate = new Figure();
  private final Figure rateRatio = new Figure();

  QuickResult() {}

  /** Of a node that writes nothing behind. */
  Latencies plain() {
    return plain;
  }

  /** Of a node as it is by default. */
  Latencies whole() {
    return whole;
  }

  /** Adds a round with many calls in flight: answers a second. */
  void addRates(double unaryPerSecond, double streamPerSecond) {
    unaryRate.add(unaryPerSecond);
    streamRate.add(streamPerSecond);
    rateRatio.add(streamPerSecond / unaryPerSecond);
  }

  /** For people. */
  public String text() {
    return String.format(
        Locale.ROOT,
        """
        One client, one call at a time; median of %d alternating rounds (smallest to largest)
        A node without write-behind (store.url: none), as idle a machine as beside the echo
        %sA node that writes behind into its PostgreSQL, which keeps the cores awake
        %s%d calls in flight, the node that writes behind
          CreateHold, single calls       holds a second %s
          SDK, hold stream               holds a second %s
          ratio, round by round                         %s
        """,
        QuickBench.ROUNDS,
        plain.text(),
        whole.text(),
        QuickBench.IN_FLIGHT,
        unaryRate.text(0),
        streamRate.text(0),
        rateRatio.text(2));
  }

  /** For programs: medians, microseconds and holds a second. */
  public String json() {
    Map<String, Double> values = new LinkedHashMap<>();
    plain.put(values, "");
    whole.put(values, "WithStore");
    values.put("unaryHoldsPerSecond", unaryRate.median());
    values.put("streamHoldsPerSecond", streamRate.median());
    values.put("streamToUnary", rateRatio.median());
    StringBuilder json = new StringBuilder("{\n  \"rounds\": " + QuickBench.ROUNDS);
    values.forEach(
        (name, value) -> json.append(String.format(Locale.ROOT, ",%n  \"%s\": %.3f", name, value)));
    return json.append("\n}\n").toString();
  }
}
