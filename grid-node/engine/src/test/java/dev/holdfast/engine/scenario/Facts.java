package dev.holdfast.engine.scenario;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Availability;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldLine;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.Shortage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an answer says, as the tables write it.
 *
 * @param told facts that a row may leave out
 * @param listed facts of which a row names all, in this order, or none
 * @param due facts that a row must name
 */
record Facts(List<String> told, List<String> listed, List<String> due) {

  static <T> Facts of(Answer<T> answer, Function<T, Facts> done) {
    return switch (answer) {
      case Answer.Done<T>(T value) -> done.apply(value);
      case Answer.Refused<T> refused -> refusal(refused);
    };
  }

  private static Facts refusal(Answer.Refused<?> refused) {
    List<String> due = new ArrayList<>(List.of(refused.reason().name()));
    for (Shortage s : refused.shortages()) {
      due.add(s.available() + " of " + s.wanted() + " " + at(s.sku(), s.location()));
    }
    if (refused.refund()) {
      due.add("refund");
    }
    return new Facts(List.of("in " + refused.field()), List.of(), due);
  }

  static Facts hold(Hold hold, long startMillis) {
    List<String> told =
        List.of(
            hold.state().name(),
            "since " + Words.time(hold.createMillis() - startMillis),
            "until " + Words.time(hold.expireMillis() - startMillis),
            hold.orderId().isEmpty() ? "no order" : "order " + hold.orderId(),
            "ack " + hold.ack());
    return new Facts(told, hold.lines().stream().map(Facts::line).toList(), List.of());
  }

  private static String line(HoldLine line) {
    StringBuilder text = new StringBuilder().append(line.quantity());
    if (line.quantity() < line.requested()) {
      text.append(" of ").append(line.requested());
    }
    text.append(' ').append(at(line.sku(), line.location()));
    if (!line.backings().isEmpty()) {
      text.append(
          line.backings().stream()
              .map(backing -> backing.quantity() + " " + backing.location())
              .collect(Collectors.joining(" + ", " = ", "")));
    }
    if (line.shipped() > 0) {
      text.append(", ").append(line.shipped()).append(" shipped");
    }
    if (line.cancelled() > 0) {
      text.append(", ").append(line.cancelled()).append(" cancelled");
    }
    return text.toString();
  }

  private static String at(String sku, String location) {
    return location.isEmpty() ? sku : sku + " @" + location;
  }

  static Facts position(Position p) {
    List<String> told =
        List.of(
            p.onHand() + " on hand",
            p.safety() + " safety",
            p.held() + " held",
            p.committed() + " committed",
            p.free() + " free");
    return new Facts(told, List.of(), List.of());
  }

  /** {@code 5 cup}, and where the positions were asked for {@code 3 free at east}. */
  static Facts availability(List<Availability> items) {
    List<String> listed = new ArrayList<>();
    for (Availability item : items) {
      listed.add(item.available() + " " + item.sku());
      item.positions().forEach(p -> listed.add(p.free() + " free at " + p.location()));
    }
    return new Facts(List.of(), listed, List.of());
  }

  /** Whether a row's outcome, facts with {@code ;} between them, is what was answered. */
  boolean matches(String outcome) {
    List<String> expected =
        Arrays.stream(outcome.split(";"))
            .map(String::strip)
            .filter(fact -> !fact.isEmpty())
            .map(Facts::written)
            .toList();
    List<String> others = expected.stream().filter(fact -> !told.contains(fact)).toList();
    return others.equals(due.isEmpty() ? listed : due) || (due.isEmpty() && others.isEmpty());
  }

  /** {@code until 60s} is {@code until 1m}. */
  private static String written(String fact) {
    int blank = fact.indexOf(' ') + 1;
    return fact.startsWith("until ") || fact.startsWith("since ")
        ? fact.substring(0, blank) + Words.time(Words.millis(fact.substring(blank)))
        : fact;
  }

  String text() {
    return Stream.of(due, told, listed)
        .flatMap(List::stream)
        .filter(fact -> !fact.equals("in "))
        .collect(Collectors.joining("; "));
  }
}
