package dev.holdfast.jmh.quick;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One figure, a value per round. Not thread-safe. */
final class Figure {
  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  double median() {
    return sorted().get(values.size() / 2);
  }

  private List<Double> sorted() {
    return values.stream().sorted().toList();
  }

  /** The median, then the smallest and the largest, with so many decimals. */
  String text(int decimals) {
    List<Double> sorted = sorted();
    String number = "%,." + decimals + "f";
    return String.format(
        Locale.ROOT,
        "%,10." + decimals + "f   (" + number + " to " + number + ")",
        median(),
        sorted.getFirst(),
        sorted.getLast());
  }
}
