package dev.holdfast.engine.model;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldLine;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.HoldQuery;
import dev.holdfast.engine.HoldState;
import dev.holdfast.engine.Listed;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.Shortfall;
import dev.holdfast.engine.Shortfall.Standing;
import dev.holdfast.engine.ShortfallQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Pages of what the model remembers; a cursor's row is the place in the whole list, from 1. */
final class Lists {
  private static final Comparator<Standing> OLDEST_FIRST =
      Comparator.comparingLong(Standing::createMillis)
          .thenComparing(standing -> standing.name().text());

  private Lists() {}

  static Answer<Listed<Hold>> holds(HoldQuery query, List<Hold> all) {
    List<Hold> matching =
        all.stream()
            .filter(hold -> query.pool().isEmpty() || hold.pool().equals(query.pool()))
            .filter(hold -> query.state() == null || hold.state() == query.state())
            .filter(hold -> query.orderId().isEmpty() || hold.orderId().equals(query.orderId()))
            .filter(
                hold ->
                    query.sku().isEmpty()
                        || hold.lines().stream().anyMatch(line -> line.sku().equals(query.sku())))
            .sorted(Comparator.comparingInt(Hold::home).thenComparing(Hold::holdId))
            .toList();
    return page(matching, query.after(), query.most());
  }

  static Answer<Listed<Shortfall>> shortfalls(
      ShortfallQuery query, List<Position> positions, List<Hold> holds) {
    List<Shortfall> found =
        positions.stream()
            .filter(p -> query.sku().isEmpty() || p.sku().equals(query.sku()))
            .filter(p -> query.location().isEmpty() || p.location().equals(query.location()))
            .filter(p -> p.held() + p.committed() > p.onHand())
            .sorted(Comparator.comparing(Position::sku).thenComparing(Position::location))
            .map(p -> shortfall(p, holds))
            .toList();
    return page(found, query.after(), query.most());
  }

  private static Shortfall shortfall(Position at, List<Hold> holds) {
    List<Standing> standing = new ArrayList<>();
    for (Hold hold : holds) {
      long units = hold.lines().stream().mapToLong(line -> units(at, line)).sum();
      boolean alive = hold.state() == HoldState.HELD || hold.state() == HoldState.CONFIRMED;
      if (alive && units > 0) {
        standing.add(
            new Standing(
                new HoldName(hold.home(), hold.holdId()),
                units,
                hold.state(),
                hold.createMillis()));
      }
    }
    standing.sort(OLDEST_FIRST);
    List<Standing> oldest = standing.subList(0, Math.min(standing.size(), Shortfall.MOST_HOLDS));
    return new Shortfall(at, List.copyOf(oldest), standing.size());
  }

  /** As granted: the model's holds do not say where shipped units stood. */
  private static long units(Position at, HoldLine line) {
    return line.sku().equals(at.sku())
        ? line.backings().stream()
            .filter(backing -> backing.location().equals(at.location()))
            .mapToLong(backing -> backing.quantity())
            .sum()
        : 0;
  }

  private static <T> Answer<Listed<T>> page(List<T> all, Optional<Listed.Cursor> after, int most) {
    int from = after.map(cursor -> cursor.row() - 1).orElse(0);
    int end = Math.min(all.size(), from + most);
    Optional<Listed.Cursor> next =
        end == all.size() ? Optional.empty() : Optional.of(new Listed.Cursor(0, 1, end + 1));
    return Answer.done(new Listed<>(all.subList(from, end), next));
  }
}
