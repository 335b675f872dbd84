package dev.holdfast.cluster.host;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Answer.Done;
import dev.holdfast.engine.Answer.Refused;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.shard.HoldKey;
import dev.holdfast.engine.shard.OutcomeReader;
import dev.holdfast.engine.shard.OutcomeReader.Wish;
import dev.holdfast.engine.shard.OutcomeType;
import dev.holdfast.engine.shard.Settlement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Ships units of one basket: its line shards first, since only they know what is on hand, then the
 * home decides. If one of them cannot, the others are settled back to how the home stands. Runs in
 * the home's lane.
 */
final class BasketShipment {
  private final Baskets baskets;
  private final HoldKey key;
  private final HoldCommand.Ship ship;
  private final Settlement confirmed;
  private final Map<Integer, List<int[]>> byShard = new TreeMap<>();
  private final List<Integer> order;
  private final List<int[]> parts = new ArrayList<>();
  private @Nullable Answer<Hold> refusal;
  private final Patience patience;

  BasketShipment(
      Baskets baskets,
      HoldKey key,
      HoldCommand.Ship ship,
      OutcomeReader prepared,
      Patience patience) {
    this.baskets = baskets;
    this.key = key;
    this.ship = ship;
    this.confirmed = prepared.settlement();
    this.patience = patience;
    for (Wish wish : prepared.wishes()) {
      List<int[]> lines =
          byShard.computeIfAbsent(baskets.shards.shardOf(wish.sku()), any -> new ArrayList<>());
      if (!lines.isEmpty() && lines.getLast()[0] == wish.number()) {
        lines.getLast()[1] += wish.units();
      } else {
        lines.add(new int[] {wish.number(), wish.units()});
      }
    }
    this.order = List.copyOf(byShard.keySet());
  }

  void start(Led led) {
    take(0, led);
  }

  private void take(int place, Led led) {
    if (place == order.size() || refusal != null) {
      decide(led);
      return;
    }
    int shard = order.get(place);
    List<Settlement.Line> lines = confirmed.linesOf(baskets.shards, shard);
    baskets.ask(
        led,
        shard,
        commands ->
            commands.shipIntent(
                baskets.number(), key, confirmed, lines, byShard.getOrDefault(shard, List.of())),
        patience,
        answer -> {
          switch (answer) {
            case Done<OutcomeReader>(OutcomeReader reader) -> {
              if (reader.type() == OutcomeType.PARTS) {
                parts.addAll(reader.parts());
              } else {
                refusal = reader.refused();
              }
            }
            case Refused<OutcomeReader> r ->
                refusal = patience.explain(Baskets.of(r), baskets.nanos());
          }
          take(place + 1, led);
        });
  }

  private void decide(Led led) {
    Answer<Hold> refused = refusal;
    if (refused != null) {
      baskets.decide(commands -> commands.abandonShipment(key), reader -> led.accept(refused), led);
      return;
    }
    parts.sort(Comparator.<int[]>comparingInt(part -> part[0]).thenComparingInt(part -> part[1]));
    baskets.decide(
        commands -> commands.shipParts(ship, parts), reader -> led.accept(reader.hold()), led);
  }
}
