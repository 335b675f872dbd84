package dev.holdfast.engine.scenario;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.HoldCommand.Line;
import dev.holdfast.engine.HoldCommand.Part;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The words of a command: those in order, the {@code name=value} options and the flags. */
final class Words {

  private static final Set<String> FLAGS =
      Set.of("partial", "reacquire", "takeover", "closed", "gone");

  private final Deque<String> inOrder = new ArrayDeque<>();
  private final Map<String, String> options = new HashMap<>();
  private final Set<String> flags = new HashSet<>();

  Words(String command) {
    for (String word : command.split("\\s+")) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        options.put(word.substring(0, equals), word.substring(equals + 1));
      } else if (FLAGS.contains(word)) {
        flags.add(word);
      } else {
        inOrder.add(word);
      }
    }
  }

  String next() {
    return inOrder.remove();
  }

  List<String> rest() {
    List<String> rest = List.copyOf(inOrder);
    inOrder.clear();
    return rest;
  }

  boolean flag(String name) {
    return flags.remove(name);
  }

  String option(String name, String otherwise) {
    String value = options.remove(name);
    return value == null ? otherwise : value;
  }

  long number(String name, long otherwise) {
    return Long.parseLong(option(name, Long.toString(otherwise)));
  }

  /** In milliseconds; 0 if it is not said. */
  long time(String name) {
    return millis(option(name, "0s"));
  }

  @Nullable AckLevel ack() {
    String level = option("ack", "");
    return level.isEmpty() ? null : AckLevel.valueOf(level);
  }

  List<String> list(String name) {
    String value = option(name, "");
    return value.isEmpty() ? List.of() : Arrays.asList(value.split(","));
  }

  /** {@code 3 cup @east, 2 pen}. */
  List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (String text : String.join(" ", rest()).split(", ")) {
      String[] words = text.split(" ");
      String location = words.length == 3 ? words[2].substring(1) : "";
      lines.add(new Line(words[1], Long.parseLong(words[0]), location));
    }
    return lines;
  }

  /** {@code 3 cup, 2 pen}, or nothing. */
  List<Part> parts() {
    return inOrder.isEmpty()
        ? List.of()
        : lines().stream().map(line -> new Part(line.sku(), line.quantity())).toList();
  }

  /** A misspelt option would otherwise be a test of nothing. */
  void nothingLeft() {
    if (!inOrder.isEmpty() || !options.isEmpty() || !flags.isEmpty()) {
      throw new IllegalArgumentException("not understood: " + inOrder + options + flags);
    }
  }

  /** {@code 24h1m59.999s}. */
  static long millis(String time) {
    return Duration.parse("PT" + time.toUpperCase(Locale.ROOT)).toMillis();
  }

  static String time(long millis) {
    return Duration.ofMillis(millis).toString().substring(2).toLowerCase(Locale.ROOT);
  }
}
