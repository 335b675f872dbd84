package dev.holdfast.cluster.host;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.shard.HoldKey;
import dev.holdfast.engine.shard.OutcomeReader;
import dev.holdfast.engine.shard.Settlement;
import dev.holdfast.engine.shard.ShardMap;
import dev.holdfast.engine.shard.ShardView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Carries what homes decide to the intents of their baskets: pushed by the home after each
 * decision, pulled by a line shard that opens or has waited long. A settlement says how the home
 * stands, so it may be carried twice. Safe for any thread.
 */
public final class Settler {
  private final Peers peers;
  private final ShardMap shards;

  public Settler(Peers peers, ShardMap shards) {
    this.peers = peers;
    this.shards = shards;
  }

  /** Tells all line shards of a basket how its home stands now; then runs what follows. */
  void push(ShardView.Intent basket, Runnable then) {
    ask(
        basket,
        settlement -> {
          Map<Integer, List<Settlement.Line>> byShard =
              settlement.lines().stream()
                  .collect(
                      Collectors.groupingBy(
                          line -> shards.shardOf(line.sku()), TreeMap::new, Collectors.toList()));
          all(
              byShard.size(),
              then,
              done ->
                  byShard.forEach(
                      (shard, lines) -> settle(shard, basket, settlement, lines, done)));
        });
  }

  /** {@link #push} with nothing to follow. */
  public void pushQuietly(ShardView.Intent basket) {
    push(basket, () -> {});
  }

  /** Tells some line shards that an attempt came to nothing. */
  void pushVoid(ShardView.Intent basket, List<Integer> lineShards, int epoch, long sequence) {
    Settlement nothing =
        new Settlement(basket.attempt(), epoch, sequence, Settlement.VOID, List.of());
    for (int shard : lineShards) {
      settle(shard, basket, nothing, List.of(), () -> {});
    }
  }

  /** Asks an intent's home and lets the intent follow; then runs what follows. */
  public void pull(int lineShard, ShardView.Intent intent, Runnable then) {
    ask(
        intent,
        settlement -> {
          List<Settlement.Line> lines =
              settlement.lines().stream()
                  .filter(line -> shards.shardOf(line.sku()) == lineShard)
                  .toList();
          settle(lineShard, intent, settlement, lines, then);
        });
  }

  private void ask(ShardView.Intent basket, java.util.function.Consumer<Settlement> then) {
    HoldKey key = basket.key();
    peers.send(
        basket.home(),
        Call.internal(
            commands -> commands.ask(key, basket.attempt()),
            outcome -> {
              if (outcome instanceof Answer.Done<OutcomeReader>(OutcomeReader reader)) {
                then.accept(reader.settlement());
              }
            }));
  }

  private void settle(
      int shard,
      ShardView.Intent basket,
      Settlement settlement,
      List<Settlement.Line> lines,
      Runnable then) {
    peers.send(
        shard,
        Call.internal(
            commands -> commands.settle(basket.home(), basket.key(), settlement, lines),
            outcome -> then.run()));
  }

  private static void all(int count, Runnable then, java.util.function.Consumer<Runnable> start) {
    if (count == 0) {
      then.run();
      return;
    }
    java.util.concurrent.atomic.AtomicInteger left =
        new java.util.concurrent.atomic.AtomicInteger(count);
    start.accept(
        () -> {
          if (left.decrementAndGet() == 0) {
            then.run();
          }
        });
  }
}
