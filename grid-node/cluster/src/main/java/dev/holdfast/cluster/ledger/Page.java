package dev.holdfast.cluster.ledger;

import dev.holdfast.engine.Explanation.Change;
import dev.holdfast.engine.Explanation.Effect;
import dev.holdfast.engine.Explanation.Kind;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.Revision;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.rows.Movement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A page of effects.
 *
 * @param before where the next one starts, 0 if this is the last
 */
record Page(List<Effect> effects, long before) {

  /**
   * Puts movements together that are of one effect.
   *
   * @param moved newest first; one effect more than fits says that there is another page
   * @param holds what is known of them
   */
  static Page of(
      List<Moved> moved, Map<HoldBits, HoldFacts> holds, int shard, Catalogue now, int size) {
    List<Effect> effects = new ArrayList<>();
    for (int from = 0; from < moved.size(); ) {
      int to = from + 1;
      while (to < moved.size() && moved.get(to).sequence() == moved.get(from).sequence()) {
        to++;
      }
      if (effects.size() == size) {
        return new Page(effects, effects.getLast().revision().sequence());
      }
      effects.add(effect(moved.subList(from, to), holds, shard, now));
      from = to;
    }
    return new Page(effects, 0);
  }

  private static Effect effect(
      List<Moved> parts, Map<HoldBits, HoldFacts> holds, int shard, Catalogue now) {
    Moved first = parts.getFirst();
    Optional<HoldBits> bits = HoldBits.of(first);
    HoldFacts facts =
        bits.map(b -> holds.getOrDefault(b, HoldFacts.unknown(b.id())))
            .orElse(new HoldFacts("", ""));
    List<Change> changes =
        parts.stream()
            .map(m -> new Change(now.locationNames().get(m.location()), m.before(), m.after()))
            .sorted(java.util.Comparator.comparing(Change::location))
            .toList();
    return new Effect(
        first.timeMillis(),
        new Revision(shard, first.epoch(), first.sequence()),
        kind(first.kind()),
        bits.map(b -> new HoldName(b.home(), facts.holdId()).text()).orElse(""),
        facts.holdId(),
        facts.orderId(),
        first.pool() < 0 ? "" : now.poolNames().get(first.pool()),
        changes,
        Words.of(first.kind(), facts.holdId(), facts.orderId(), changes));
  }

  private static Kind kind(Movement.Kind kind) {
    return switch (kind) {
      case HOLD -> Kind.HOLD;
      case CONFIRM -> Kind.CONFIRM;
      case RELEASE -> Kind.RELEASE;
      case EXPIRE -> Kind.EXPIRE;
      case SHIP, SHIP_INTENT -> Kind.SHIP;
      case CANCEL -> Kind.CANCEL;
      case SETTLE -> Kind.SETTLE;
      case COUNT -> Kind.COUNT;
      case ADJUST -> Kind.ADJUST;
    };
  }
}
