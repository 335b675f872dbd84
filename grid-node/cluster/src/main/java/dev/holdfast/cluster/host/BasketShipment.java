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
import dev.holdfast.engine.shard.ShardView;
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
  private final long attempt;
  private final Map<Integer, List<int[]>> byShard = new TreeMap<>();
  private final List<Integer> order;
  private final List<int[]> parts = new ArrayList<>();
  private @Nullable Answer<Hold> refusal;
  private final Patience patience;
  private HoldReply reply = answer -> {};

  BasketShipment(
      Baskets baskets,
      HoldKey key,
      HoldCommand.Ship ship,
      long attempt,
      List<Wish> wishes,
      Patience patience) {
    this.baskets = baskets;
    this.key = key;
    this.ship = ship;
    this.attempt = attempt;
    this.patience = patience;
    for (Wish wish : wishes) {
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

  /** Settles first, so that every intent knows that it is confirmed. */
  void start(HoldReply to) {
    reply = to;
    ShardView.Intent basket = new ShardView.Intent(baskets.number(), key, attempt);
    baskets.settler.push(basket, () -> baskets.inLane(() -> take(0)));
  }

  private void take(int place) {
    if (place == order.size() || refusal != null) {
      decide();
      return;
    }
    int shard = order.get(place);
    baskets.ask(
        shard,
        commands ->
            commands.shipIntent(
                baskets.number(), key, attempt, byShard.getOrDefault(shard, List.of())),
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
          take(place + 1);
        });
  }

  private void decide() {
    Answer<Hold> refused = refusal;
    if (refused != null) {
      baskets.decide(
          commands -> commands.abandonShipment(key), reader -> reply.accept(refused), reply);
      return;
    }
    parts.sort(Comparator.<int[]>comparingInt(part -> part[0]).thenComparingInt(part -> part[1]));
    baskets.decide(
        commands -> commands.shipParts(ship, parts), reader -> reply.accept(reader.hold()), reply);
  }
}
