package dev.holdfast.engine.simulation;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Availability;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.Revision;
import java.util.List;

/**
 * An answer without what the model does not know: revisions count the effects of a real shard, and
 * a message is for people.
 */
final class Plain {

  private static final Revision NONE = new Revision(0, 0, 0);

  private Plain() {}

  static Answer<Hold> hold(Answer<Hold> answer) {
    return quiet(answer.map(Plain::hold));
  }

  static Answer<Position> position(Answer<Position> answer) {
    return quiet(answer.map(Plain::position));
  }

  static Answer<List<Availability>> availability(Answer<List<Availability>> answer) {
    return quiet(answer.map(items -> items.stream().map(Plain::availability).toList()));
  }

  private static <T> Answer<T> quiet(Answer<T> answer) {
    return switch (answer) {
      case Answer.Done<T> done -> done;
      case Answer.Refused<T> r ->
          new Answer.Refused<>(
              r.reason(), "", r.field(), r.shortages(), r.refund(), r.retryMillis());
    };
  }

  private static Hold hold(Hold h) {
    return new Hold(
        h.holdId(),
        h.home(),
        h.pool(),
        h.state(),
        h.lines(),
        h.createMillis(),
        h.expireMillis(),
        h.orderId(),
        h.ack(),
        NONE);
  }

  private static Position position(Position p) {
    return new Position(
        p.sku(), p.location(), p.onHand(), p.safety(), p.held(), p.committed(), NONE);
  }

  private static Availability availability(Availability a) {
    return new Availability(
        a.sku(), a.available(), NONE, a.positions().stream().map(Plain::position).toList());
  }
}
